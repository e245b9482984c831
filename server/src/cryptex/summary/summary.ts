/** What a definition is for, in a sentence. */
import type { ExtractedSymbol } from '../../protocol/cryptex.ts';
import type { FoundDefinition } from '../languages/language.ts';

/** The first sentence of its documentation; `doc` is without comment signs. */
export function summaryOf(_found: FoundDefinition, doc: string | undefined): ExtractedSymbol['summary'] {
  const paragraph =
    doc
      ?.split(/\n\s*\n/, 1)[0]
      ?.replace(/\s+/g, ' ')
      .trim() ?? '';
  const [sentence = paragraph] = /^.*?[.!?](?=\s|$)/.exec(paragraph) ?? [];
  return sentence === '' ? { text: '', source: 'derived' } : { text: sentence, source: 'doc' };
}

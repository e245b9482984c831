/** What the source of an entry gave when it was read last. */
import type { ExtractedSymbol } from '../protocol/cryptex.ts';
import type { DictionaryRows, ListedEntry } from '../store/dictionaryRows.ts';
import { unpackContent, unpackSymbol } from './content.ts';

/** Undefined where it is damaged, or an earlier version's: it is there again after the next index. */
export async function symbolOf(
  rows: DictionaryRows,
  entry: Pick<ListedEntry, 'id' | 'file_id' | 'position'>,
): Promise<ExtractedSymbol | undefined> {
  if (entry.position < 0) {
    const own = await rows.ownContent(entry.id);
    return own && unpackSymbol(own);
  }
  const content = await rows.fileContent(entry.file_id);
  return content && unpackContent(content)?.symbols[entry.position];
}

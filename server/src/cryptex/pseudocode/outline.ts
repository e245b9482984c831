/** The steps of a definition. */
import type { FoundDefinition } from '../languages/language.ts';
import { bodySteps, stepsOf } from './forms.ts';
import type { Notation } from './notation.ts';
import { readPart } from './part.ts';
import { Phrasing } from './phrase.ts';
import type { Step } from './steps.ts';

/** What a definition does, in the order of its source; nothing for one that only declares. `text` is the whole file's. */
export function outlineOf(found: FoundDefinition, notation: Notation, text: string): readonly Step[] {
  const { kind, body, node } = found;
  if (kind === 'function' || kind === 'method') {
    return body === undefined ? [] : bodySteps(readPart(body, text, notation), new Phrasing(text, notation));
  }
  const isRun = (kind === 'module' || kind === 'script') && Object.hasOwn(notation.statements, node.type);
  return isRun ? stepsOf(readPart(node, text, notation), new Phrasing(text, notation)) : [];
}

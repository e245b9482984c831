/** The steps of a definition. */
import type { FoundDefinition } from '../languages/language.ts';
import { block, bodySteps } from './forms.ts';
import type { Notation } from './notation.ts';
import { readPart } from './part.ts';
import { Phrasing } from './phrase.ts';
import type { Step } from './steps.ts';

/** Kinds whose statements are those of the whole file. */
const WHOLE = new Set(['module', 'script']);
/** Kinds of which something is run. */
const RUN = new Set(['function', 'method', 'module', 'script']);

/** What a definition does, in the order of its source; nothing for one that only declares. `text` is the whole file's. */
export function outlineOf(found: FoundDefinition, notation: Notation, text: string): readonly Step[] {
  if (!RUN.has(found.kind)) {
    return [];
  }
  const node = found.body ?? (WHOLE.has(found.kind) ? found.node : undefined);
  if (node === undefined) {
    return [];
  }
  const part = readPart(node, text, notation);
  const phrasing = new Phrasing(text, notation);
  return Object.hasOwn(notation.statements, part.type) || found.body !== undefined
    ? bodySteps(part, phrasing)
    : block(part, phrasing);
}

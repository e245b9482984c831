/** What a fix of a refused place is made from. */
import type { TextEdit } from '../../../protocol/readiness.ts';
import type { Inlined } from '../inline.ts';
import type { FoundRefusal } from '../refusals.ts';

export interface Fix {
  /** What it does, as a command: `Escape the brace`. */
  readonly title: string;
  /** Of the file's text, without overlaps, in order. */
  readonly edits: readonly TextEdit[];
  /** Why it may change what the rule finds, however it is tried; absent where it can be safe. */
  readonly doubt?: string;
}

/** Undefined where it does not know how. */
export type Fixer = (refusal: FoundRefusal, inlined: Inlined) => Fix | undefined;

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let done = 0;
  for (const { start, end, text: inserted } of edits) {
    result += text.slice(done, start) + inserted;
    done = end;
  }
  return result + text.slice(done);
}

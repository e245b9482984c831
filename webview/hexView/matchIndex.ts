/** Finds the matches of a stretch of bytes among many that overlap. */
import type { HexMatch } from '../../server/src/protocol/hexView.ts';

export class MatchIndex {
  /** In order of their offsets. */
  readonly matches: readonly HexMatch[];
  /** Of each match, where the last of it and of those before it ends. */
  readonly #ends: number[] = [];

  constructor(matches: readonly HexMatch[]) {
    this.matches = matches;
    let end = 0;
    for (const match of matches) {
      end = Math.max(end, match.offset + match.length);
      this.#ends.push(end);
    }
  }

  /** Numbers of the matches with a byte from `from` up to, not including, `to`; first ones last. */
  between(from: number, to: number): number[] {
    const found: number[] = [];
    for (let index = this.#before(to) - 1; index >= 0 && (this.#ends[index] ?? 0) > from; index--) {
      const match = this.matches[index];
      // One of no length has no byte anywhere.
      if (match && match.length > 0 && match.offset + match.length > from) found.push(index);
    }
    return found;
  }

  /** Number of the first match that begins after `offset`. */
  after(offset: number): number | undefined {
    const index = this.#before(offset + 1);
    return index < this.matches.length ? index : undefined;
  }

  /** Number of the last match that begins before `offset`. */
  before(offset: number): number | undefined {
    const index = this.#before(offset);
    return index > 0 ? index - 1 : undefined;
  }

  /** How many matches begin before `offset`. */
  #before(offset: number): number {
    let low = 0;
    let high = this.matches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.matches[middle]?.offset ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

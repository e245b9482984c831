/** The text of a source file with its lines and comments. */
import type { Span } from '../../protocol/cryptex.ts';

export interface TextRange {
  readonly startIndex: number;
  readonly endIndex: number;
}

/**
 * Indexes are UTF-16 code units from the start. Lines are those of editors: they end with `\n`, `\r\n` or a lone `\r`,
 * which tree-sitter does not count, so spans are made from indexes.
 */
export class SourceText {
  readonly text: string;
  /** In order, without overlaps. */
  readonly comments: readonly TextRange[];
  readonly #lineStarts: number[] = [0];

  constructor(text: string, comments: readonly TextRange[]) {
    this.text = text;
    this.comments = comments;
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) this.#lineStarts.push(index + end.length);
  }

  /** A last line without characters is none. */
  get lines(): number {
    const count = this.#lineStarts.length;
    return this.#lineStarts[count - 1] === this.text.length ? count - 1 : count;
  }

  /** 1-based. */
  lineAt(index: number): number {
    return lastAtMost(this.#lineStarts, (start) => start, index) + 1;
  }

  spanOf({ startIndex, endIndex }: TextRange): Span {
    const startLine = this.lineAt(startIndex);
    const endLine = this.lineAt(endIndex);
    return {
      startLine,
      startColumn: startIndex - (this.#lineStarts[startLine - 1] ?? 0),
      endLine,
      endColumn: endIndex - (this.#lineStarts[endLine - 1] ?? 0),
    };
  }

  /** The text of a range, a space in place of each comment. */
  withoutComments({ startIndex, endIndex }: TextRange): string {
    const { comments, text } = this;
    let from = startIndex;
    let result = '';
    // The first comment that ends behind the start.
    let at = lastAtMost(comments, (comment) => comment.endIndex, startIndex) + 1;
    for (let comment = comments[at]; comment && comment.startIndex < endIndex; comment = comments[(at += 1)]) {
      result += `${text.slice(from, comment.startIndex)} `;
      from = Math.max(from, comment.endIndex);
    }
    return result + text.slice(Math.min(from, endIndex), endIndex);
  }
}

/** The index of the last of `items`, which are in order, whose key is not above `limit`; -1 where there is none. */
function lastAtMost<T>(items: readonly T[], key: (item: T) => number, limit: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(items[middle] as T) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

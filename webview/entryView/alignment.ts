/**
 * Which source line each line of pseudocode comes from.
 *
 * Pseudocode keeps the order of the source and the names in it, so the lines are aligned by the names that they share,
 * the rare ones counting most, without crossing.
 */

/** Beyond this many pairs of lines nothing is aligned: drawing would wait for it. */
const maxPairs = 2_000_000;

/** For each line of pseudocode the index of a source line; undefined where it shares no name with any. */
export function alignLines(pseudocode: readonly string[], source: readonly string[]): (number | undefined)[] {
  if (pseudocode.length * source.length > maxPairs) return pseudocode.map(() => undefined);
  const left = pseudocode.map(namesOf);
  const right = source.map(namesOf);
  const weights = weightsOf(right);
  const width = source.length + 1;
  /** The best score of what begins at each pair of lines. */
  const scores = new Float64Array((pseudocode.length + 1) * width);
  const at = (row: number, column: number): number => scores[row * width + column] ?? 0;
  const pair = (row: number, column: number): number => shared(left[row], right[column], weights);
  for (let row = pseudocode.length - 1; row >= 0; row--) {
    for (let column = source.length - 1; column >= 0; column--) {
      // Several lines of pseudocode may come from one source line, so the column may stay.
      const score = pair(row, column);
      scores[row * width + column] = Math.max(
        at(row + 1, column),
        at(row, column + 1),
        score > 0 ? score + at(row + 1, column) : 0,
      );
    }
  }
  const lines: (number | undefined)[] = pseudocode.map(() => undefined);
  let row = 0;
  let column = 0;
  while (row < pseudocode.length && column < source.length) {
    const score = pair(row, column);
    if (score > 0 && at(row, column) === score + at(row + 1, column)) {
      // Of places that are as good, the first.
      lines[row] = column;
      row += 1;
    } else if (at(row, column) === at(row + 1, column)) row += 1;
    else column += 1;
  }
  return lines;
}

/** Source lines by their indexes; `end` is behind the last one. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * For each line of pseudocode the source lines that it stands for: from the one that it is aligned with up to the last one
 * before the next line's that shares a name with it. Undefined where it is aligned with none.
 */
export function alignRanges(pseudocode: readonly string[], source: readonly string[]): (LineRange | undefined)[] {
  const starts = alignLines(pseudocode, source);
  return starts.map((start, index) => {
    if (start === undefined) return undefined;
    const next = starts.slice(index + 1).find((other) => other !== undefined) ?? source.length;
    const names = namesOf(pseudocode[index] ?? '');
    let end = start + 1;
    for (let line = end; line < next; line++) {
      if (Array.from(namesOf(source[line] ?? '')).some((name) => names.has(name))) end = line + 1;
    }
    return { start, end };
  });
}

const namesOf = (line: string): ReadonlySet<string> => new Set(line.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);

/** Names that are on many lines say little. */
function weightsOf(lines: readonly ReadonlySet<string>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const names of lines) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(Array.from(counts, ([name, times]) => [name, 1 / times]));
}

function shared(
  left: ReadonlySet<string> | undefined,
  right: ReadonlySet<string> | undefined,
  weights: ReadonlyMap<string, number>,
): number {
  if (!left || !right) return 0;
  let score = 0;
  for (const name of left) if (right.has(name)) score += weights.get(name) ?? 0;
  // Of lines that share as much, the one that has little else.
  return score === 0 ? 0 : score + score / (1 + right.size);
}

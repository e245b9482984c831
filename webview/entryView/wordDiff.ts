/** What a sentence keeps, loses and gains in another one, word by word. */

export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Beyond this many pairs of words the texts are shown one after the other. */
const maxPairs = 250_000;

/** The parts in reading order; `same` and `removed` make `before`, `same` and `added` make `after`. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const old = words(before);
  const young = words(after);
  if (old.length * young.length > maxPairs) return merged([part('removed', before), part('added', after)]);
  const width = young.length + 1;
  // The longest common subsequence of what begins at each pair of words.
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = young.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        old[row] === young[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const parts: DiffPart[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < young.length) {
    const [removed, added] = [old[row], young[column]];
    if (removed !== undefined && removed === added) {
      parts.push(part('same', removed));
      row += 1;
      column += 1;
    } else if (removed !== undefined && (added === undefined || at(row + 1, column) >= at(row, column + 1))) {
      parts.push(part('removed', removed));
      row += 1;
    } else {
      parts.push(part('added', added ?? ''));
      column += 1;
    }
  }
  return merged(parts);
}

const part = (kind: DiffPart['kind'], text: string): DiffPart => ({ kind, text });

/** Words with the space behind them. */
const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

function merged(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  for (const one of parts) {
    const last = result.at(-1);
    if (last?.kind === one.kind) result[result.length - 1] = part(one.kind, last.text + one.text);
    else if (one.text !== '') result.push(one);
  }
  return result;
}

/**
 * `node native/tree-sitter-yara/test/bench.ts FILE [EDITS]`: how long a first parse takes, and a parse after an edit
 * of one character anywhere in the file. Each edit is made and taken back several times, the best time counts.
 */
import { readFileSync } from 'node:fs';
import type { Point, Tree } from 'tree-sitter';
import { parse } from './support/trees.ts';
import { random } from './support/random.ts';

const [file, edits = '500'] = process.argv.slice(2);
if (file === undefined) throw new Error('Which file?');
const text = readFileSync(file, 'utf8');
const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
const pick = random(42);
const characters = 'abcdefghij0123456789 {}()"/$#@!=\n.,:;*+-?[]|&~<>%\\';

function pointAt(index: number): Point {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? 0) <= index) low = middle;
    else high = middle;
  }
  return { row: low, column: index - (lineStarts[low] ?? 0) };
}

/** Replaces what is between two places of the tree; the places are given twice, before and after. */
function edit(
  tree: Tree,
  start: number,
  [oldEnd, oldPoint]: [number, Point],
  [newEnd, newPoint]: [number, Point],
): void {
  tree.edit({
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: pointAt(start),
    oldEndPosition: oldPoint,
    newEndPosition: newPoint,
  });
}

const quantile = (times: readonly number[], at: number): string =>
  (times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * at))] ?? 0).toFixed(2);

const started = performance.now();
let tree = parse(text);
console.log(`first parse: ${(performance.now() - started).toFixed(0)} ms`);

const times: number[] = [];
for (let n = 0; n < Number(edits); n++) {
  const at = pick(text.length);
  const removed = pick(3) === 0 ? 0 : 1;
  const inserted = removed === 1 && pick(2) === 0 ? '' : (characters[pick(characters.length)] ?? '');
  // A copy in one piece: slices of a string that was put together are slow until it is.
  const changed = Buffer.from(text.slice(0, at) + inserted + text.slice(at + removed)).toString();
  const point = pointAt(at);
  const before: [number, Point] = [at + removed, pointAt(at + removed)];
  const after: [number, Point] = [
    at + inserted.length,
    inserted === '\n' ? { row: point.row + 1, column: 0 } : { row: point.row, column: point.column + inserted.length },
  ];
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    edit(tree, at, before, after);
    const edited = parse(changed, tree);
    best = Math.min(best, performance.now() - start);
    edit(edited, at, after, before);
    tree = parse(text, edited);
  }
  times.push(best);
}
console.log(
  `after an edit: p50 ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms, p99 ${quantile(times, 0.99)} ms, worst ${quantile(times, 1)} ms`,
);

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/gap/readiness/fixes/fix.ts';
import { composeEdits, type NamedEdit } from '../../../server/src/gap/readiness/fixes/composeEdits.ts';

/** Edits of a text of some length: in order, without overlaps. */
const edits = (length: number): fc.Arbitrary<NamedEdit[]> =>
  fc
    .array(fc.tuple(fc.nat(length), fc.string({ maxLength: 3 })), { maxLength: 8 })
    .chain((parts) => fc.constant(parts.sort(([a], [b]) => a - b)))
    .map((parts) =>
      // Each ends at latest where the next begins, and no two begin at one place.
      parts
        .filter(([start], at) => start !== parts[at - 1]?.[0])
        .map(([start, text], at, all) => {
          const end = Math.min(start + text.length, all[at + 1]?.[0] ?? length);
          return { start, end, text: text.slice(1), title: String(at) };
        }),
    );

it('edits after edits are edits of the first text', () => {
  const sequences = fc
    .string({ maxLength: 30 })
    .chain((text) =>
      edits(text.length).chain((first) =>
        edits(applyEdits(text, first).length).map((second) => ({ text, first, second })),
      ),
    );
  fc.assert(
    fc.property(sequences, ({ text, first, second }) => {
      const composed = composeEdits(text, first, second);
      expect(applyEdits(text, composed)).toBe(applyEdits(applyEdits(text, first), second));
      composed.forEach(({ start, end }, at) => {
        expect(end).toBeGreaterThanOrEqual(start);
        expect(start).toBeGreaterThanOrEqual(composed[at - 1]?.end ?? 0);
      });
    }),
    { numRuns: 2000 },
  );
});

it('an edit within what an earlier one has put there is one with it, under both names', () => {
  const first = [{ start: 4, end: 6, text: 'ax, ay', title: 'Name the rules' }];
  const second = [{ start: 5, end: 6, text: 'y', title: 'Other' }];
  expect(composeEdits('of (a*)', first, second)).toEqual([
    { start: 4, end: 6, text: 'ay, ay', title: 'Name the rules; Other' },
  ]);
});

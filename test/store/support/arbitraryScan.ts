/** Scans as no sane rules and files would give them, and some would. */
import fc from 'fast-check';
import type { MetaEntry, RuleMatch } from '../../../server/src/protocol/scanJob.ts';
import type { TargetEvent } from '../../../server/src/protocol/scan.ts';

/** Any UTF-16, with NUL, line breaks and lone surrogates, as file names that are no Unicode have them. */
const wild = fc
  .array(fc.oneof(fc.nat(0x2f), fc.nat(0xffff), fc.integer({ min: 0xdc80, max: 0xdcff })), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units));
const few = fc.constantFrom('a', 'b', 'c', '\udc80', 'a\0b', "'; DROP TABLE scans; --");
const text = fc.oneof(wild, few, fc.string({ unit: 'grapheme' }));

/** Small ones often, and all of a double's whole numbers. */
const whole = fc.oneof(fc.nat(300), fc.maxSafeNat(), fc.constantFrom(2 ** 53, 2 ** 62, 2 ** 63));

const optional = <T extends object>(value: fc.Arbitrary<T>): fc.Arbitrary<Partial<T>> =>
  fc.oneof(value, fc.constant({} as Partial<T>));

const meta: fc.Arbitrary<MetaEntry> = fc.record({
  name: text,
  value: fc.oneof(text, fc.boolean(), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })),
});

const place = fc
  .tuple(
    fc.record({ offset: whole, length: fc.nat(), data: fc.uint8Array({ maxLength: 40 }) }),
    optional(fc.record({ xorKey: fc.nat(255) })),
  )
  .map(([required, key]) => ({ ...required, ...key }));

const pattern = fc
  .tuple(
    fc.record({ identifier: text, matchCount: fc.maxSafeNat(), matches: fc.array(place, { maxLength: 4 }) }),
    optional(fc.record({ hex: fc.boolean() })),
  )
  .map(([required, hex]) => ({ ...required, ...hex }));

const ruleMatch: fc.Arbitrary<RuleMatch> = fc.record({
  rule: text,
  namespace: text,
  tags: fc.array(text, { maxLength: 3 }),
  meta: fc.array(meta, { maxLength: 3 }),
  patterns: fc.array(pattern, { maxLength: 3 }),
});

const note = fc
  .tuple(
    fc.record({
      kind: fc.constantFrom('console' as const, 'too-many-matches' as const, 'slow-pattern' as const),
      text,
    }),
    optional(fc.record({ rule: text })),
  )
  .map(([required, rule]) => ({ ...required, ...rule }));

export const targetEvents: fc.Arbitrary<TargetEvent[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('match' as const), path: text, matches: fc.array(ruleMatch, { maxLength: 4 }) }),
    fc.record({ type: fc.constant('note' as const), path: text, notes: fc.array(note, { maxLength: 3 }) }),
    fc.record({ type: fc.constant('error' as const), path: text, code: text, message: text }),
  ),
  { maxLength: 8 },
);

/** Scans whose files and rules have the same names now and then. */
export const comparableEvents: fc.Arbitrary<TargetEvent[]> = fc.array(
  fc.record({
    type: fc.constant('match' as const),
    path: few,
    matches: fc.array(
      fc.record({
        rule: few,
        namespace: few,
        tags: fc.constant([]),
        meta: fc.constant([]),
        patterns: fc.constant([]),
      }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 6 },
);

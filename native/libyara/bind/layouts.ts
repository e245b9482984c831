/**
 * Where libyara's structures have their fields, in bytes, on 64-bit machines. They are no part of its binary interface,
 * so a layout is believed only after the self-test has read a known rule and its matches through it.
 */
export interface Layout {
  readonly name: '4.2–4.3' | '4.4–4.5';
  readonly rule: {
    readonly size: number;
    readonly identifier: number;
    readonly tags: number;
    readonly metas: number;
    readonly strings: number;
    readonly namespace: number;
  };
  readonly rules: { readonly ruleCount: number; readonly stringCount: number };
}

const early: Layout = {
  name: '4.2–4.3',
  rule: { size: 48, identifier: 8, tags: 16, metas: 24, strings: 32, namespace: 40 },
  rules: { ruleCount: 64, stringCount: 68 },
};

const late: Layout = {
  name: '4.4–4.5',
  rule: { size: 56, identifier: 16, tags: 24, metas: 32, strings: 40, namespace: 48 },
  rules: { ruleCount: 72, stringCount: 76 },
};

/** Bytes of YR_RULE to read so that either layout can be told; more than the structure has in the earlier one. */
export const ruleSize = 56;

/**
 * The layout that the YR_RULE of a rule with few patterns looks to have: the later one has the number of the patterns that
 * it needs where the earlier one has a pointer.
 */
export function layoutOf(rule: Buffer): Layout {
  return rule.readBigUInt64LE(early.rule.identifier) < 0x1000n ? late : early;
}

/** The same in both layouts. */
export const context = { size: 168, rules: 48, matches: 160 } as const;
export const rules = { ruleTable: 8 } as const;
export const string = { size: 56, flags: 0, index: 4, ruleIndex: 16, identifier: 48 } as const;
export const meta = { size: 32, identifier: 0, string: 8, integer: 16, type: 24, flags: 28 } as const;
export const matchList = { size: 24, head: 0, count: 16 } as const;
export const match = {
  size: 56,
  base: 0,
  offset: 8,
  length: 16,
  dataLength: 20,
  data: 24,
  next: 40,
  private: 52,
  xorKey: 53,
} as const;
export const namespace = { name: 0 } as const;
export const moduleImport = { module: 0, data: 8, size: 16 } as const;
export const ruleCost = { size: 16, rule: 0, cost: 8 } as const;
export const rulesStats = {
  size: 828,
  rules: 0,
  patterns: 4,
  acMatches: 8,
  acRootMatches: 12,
  acAverageMatches: 16,
  acLongestLists: 20,
  acPercentiles: 420,
  acTableSize: 824,
} as const;
/** In the later layout only. */
export const compiler = { strictEscape: 56 } as const;
export const module = { size: 48, name: 0 } as const;

export const stringFlags = { hex: 0x2, lastInRule: 0x1000, xor: 0x80000, private: 0x100000 } as const;
export const metaFlags = { lastInRule: 1 } as const;
export const metaTypes = { integer: 1, string: 2, boolean: 3 } as const;
export const ruleFlags = { private: 1, null: 4 } as const;

import type { PatternMatch, RuleMatch } from '../../server/src/protocol/scanJob.ts';
import { match, matchList } from './bind/layouts.ts';
import type { Memory, Pointer } from './bind/memory.ts';
import type { PatternFacts, RuleFacts } from './ruleReader.ts';

export interface MatchLimits {
  readonly maxMatchesPerPattern: number;
  readonly maxMatchBytes: number;
}

/** Reads the matches of a rule from a scan context, which holds them only while its callback runs. */
export class MatchReader {
  readonly #memory: Memory;
  /** The version writes the key of a pattern with `xor`; earlier ones leave the byte as it was. */
  readonly #hasXorKeys: boolean;
  readonly #match = Buffer.alloc(match.size);

  constructor(memory: Memory, hasXorKeys: boolean) {
    this.#memory = memory;
    this.#hasXorKeys = hasXorKeys;
  }

  /** `lists` is the context's array of YR_MATCHES. Patterns that have no match are left out. */
  read(rule: RuleFacts, lists: Pointer, limits: MatchLimits): RuleMatch {
    const { identifier, namespace, tags, meta, patterns } = rule;
    return {
      rule: identifier,
      namespace,
      tags: [...tags],
      meta: [...meta],
      patterns: this.#patterns(patterns, lists, limits),
    };
  }

  #patterns(patterns: readonly PatternFacts[], lists: Pointer, limits: MatchLimits): RuleMatch['patterns'] {
    if (patterns.length === 0) return [];
    // The patterns of a rule have consecutive indices, so that one copy fetches all their lists.
    const indices = patterns.map(({ index }) => index);
    const first = Math.min(...indices);
    const size = (Math.max(...indices) - first + 1) * matchList.size;
    const bytes = this.#memory.read(lists + BigInt(first * matchList.size), size);
    const found: RuleMatch['patterns'] = [];
    for (const pattern of patterns) {
      const at = (pattern.index - first) * matchList.size;
      const matchCount = bytes.readInt32LE(at + matchList.count);
      if (matchCount <= 0 || pattern.private) continue;
      const head = bytes.readBigUInt64LE(at + matchList.head);
      const matches = this.#matches(pattern, head, limits);
      found.push({ identifier: pattern.identifier, matchCount, matches, ...(pattern.hex ? { hex: true } : {}) });
    }
    return found;
  }

  #matches(pattern: PatternFacts, head: Pointer, limits: MatchLimits): PatternMatch[] {
    const matches: PatternMatch[] = [];
    const bytes = this.#match;
    for (
      let at = head;
      at !== 0n && matches.length < limits.maxMatchesPerPattern;
      at = bytes.readBigUInt64LE(match.next)
    ) {
      this.#memory.readInto(bytes, at);
      const length = Math.min(bytes.readInt32LE(match.dataLength), limits.maxMatchBytes);
      matches.push({
        offset: Number(bytes.readBigInt64LE(match.base) + bytes.readBigInt64LE(match.offset)),
        length: bytes.readInt32LE(match.length),
        data: this.#memory.read(bytes.readBigUInt64LE(match.data), length),
        ...(pattern.xor && this.#hasXorKeys ? { xorKey: bytes.readUInt8(match.xorKey) } : {}),
      });
    }
    return matches;
  }
}

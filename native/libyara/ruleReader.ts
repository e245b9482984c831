import type { MetaEntry } from '../../server/src/protocol/scanJob.ts';
import { meta, metaFlags, metaTypes, ruleSize, string, stringFlags, type Layout } from './bind/layouts.ts';
import type { Memory, Pointer } from './bind/memory.ts';
import { decodeText } from './text.ts';

export interface PatternFacts {
  readonly identifier: string;
  /** Of its list of matches in the scan context. */
  readonly index: number;
  readonly xor: boolean;
  readonly hex: boolean;
  /** Its matches are for the condition only. */
  readonly private: boolean;
}

/** What doesn't change while rules are loaded. */
export interface RuleFacts {
  readonly identifier: string;
  readonly namespace: string;
  readonly tags: readonly string[];
  readonly meta: readonly MetaEntry[];
  readonly patterns: readonly PatternFacts[];
}

/** Reads rules from libyara's memory, each once. The rules must stay loaded while the reader is used. */
export class RuleReader {
  readonly #memory: Memory;
  readonly #layout: Layout;
  readonly #decode: (bytes: Buffer) => string;
  readonly #known = new Map<Pointer, RuleFacts>();

  constructor(memory: Memory, layout: Layout, decode: (bytes: Buffer) => string = decodeText) {
    this.#memory = memory;
    this.#layout = layout;
    this.#decode = decode;
  }

  /** `rule` is a YR_RULE. */
  read(rule: Pointer): RuleFacts {
    const known = this.#known.get(rule);
    if (known) return known;
    const bytes = this.#memory.read(rule, ruleSize);
    const at = this.#layout.rule;
    const facts: RuleFacts = {
      identifier: this.#text(bytes.readBigUInt64LE(at.identifier)),
      namespace: this.#text(this.#memory.readPointer(bytes.readBigUInt64LE(at.namespace))),
      tags: this.#tags(bytes.readBigUInt64LE(at.tags)),
      meta: this.#metas(bytes.readBigUInt64LE(at.metas)),
      patterns: this.#patterns(bytes.readBigUInt64LE(at.strings)),
    };
    this.#known.set(rule, facts);
    return facts;
  }

  #text(pointer: Pointer): string {
    return pointer === 0n ? '' : this.#decode(this.#memory.readString(pointer));
  }

  /** One NUL-terminated string after another; an empty one ends. */
  #tags(pointer: Pointer): string[] {
    const tags: string[] = [];
    if (pointer === 0n) return tags;
    for (let at = pointer; ;) {
      const bytes = this.#memory.readString(at);
      if (bytes.length === 0) return tags;
      tags.push(this.#decode(bytes));
      at += BigInt(bytes.length + 1);
    }
  }

  #metas(first: Pointer): MetaEntry[] {
    const entries: MetaEntry[] = [];
    for (const bytes of this.#array(first, meta.size, meta.flags, metaFlags.lastInRule)) {
      const name = this.#text(bytes.readBigUInt64LE(meta.identifier));
      entries.push({ name, value: this.#metaValue(bytes) });
    }
    return entries;
  }

  #metaValue(bytes: Buffer): MetaEntry['value'] {
    const integer = bytes.readBigInt64LE(meta.integer);
    switch (bytes.readInt32LE(meta.type)) {
      case metaTypes.string:
        return this.#text(bytes.readBigUInt64LE(meta.string));
      case metaTypes.boolean:
        return integer !== 0n;
      default:
        return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    }
  }

  #patterns(first: Pointer): PatternFacts[] {
    const patterns: PatternFacts[] = [];
    for (const bytes of this.#array(first, string.size, string.flags, stringFlags.lastInRule)) {
      const flags = bytes.readUInt32LE(string.flags);
      patterns.push({
        identifier: this.#text(bytes.readBigUInt64LE(string.identifier)),
        index: bytes.readUInt32LE(string.index),
        hex: (flags & stringFlags.hex) !== 0,
        xor: (flags & stringFlags.xor) !== 0,
        private: (flags & stringFlags.private) !== 0,
      });
    }
    return patterns;
  }

  /** The elements of an array whose last one carries the flag `last`. */
  *#array(first: Pointer, size: number, flags: number, last: number): Iterable<Buffer> {
    if (first === 0n) return;
    for (let at = first; ; at += BigInt(size)) {
      const bytes = this.#memory.read(at, size);
      yield bytes;
      if ((bytes.readUInt32LE(flags) & last) !== 0) return;
    }
  }
}

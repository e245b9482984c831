/** A match as `--format json` and `ndjson` print it; docs/cli.md documents it, and scripts depend on it. */
import type { MetaEntry, RuleMatch } from '../../protocol/engine.ts';

export interface MatchRecord {
  readonly path: string;
  readonly rule: string;
  readonly namespace: string;
  readonly tags: readonly string[];
  /** A list and no object: a rule may have one name several times, such as `hash`. */
  readonly meta: readonly MetaEntry[];
  readonly strings: readonly {
    readonly identifier: string;
    readonly offset: number;
    readonly length: number;
    /** The matched bytes in lower-case hexadecimal; libyara keeps the first 512 of a longer match. */
    readonly data: string;
    readonly xorKey?: number;
  }[];
}

/** One record for a rule that matches the file that is shown as `path`. */
export function matchRecord(path: string, match: RuleMatch): MatchRecord {
  const strings = match.patterns.flatMap(({ identifier, matches }) =>
    matches.map(({ offset, length, data, xorKey }) => ({
      identifier,
      offset,
      length,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
      ...(xorKey === undefined ? {} : { xorKey }),
    })),
  );
  return { path, rule: match.rule, namespace: match.namespace, tags: match.tags, meta: match.meta, strings };
}

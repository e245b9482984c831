/** Rows of the tables in the shape of the protocol. What is in a file may come from another version, or from anybody. */
import type { Selectable } from 'kysely';
import * as v from 'valibot';
import type { MetaEntry, RuleMatch } from '../protocol/scanJob.ts';
import type { HistoryEntry, HistoryRecord } from '../protocol/history.ts';
import { ScanRequest, ScanSummary, SlowFile, StartedEvent } from '../protocol/scan.ts';
import { fromColumn, type AnyText } from './anyText.ts';
import { unpackPlaces } from './places.ts';
import { MetaPairs } from './spoolRecords.ts';
import type { Tables } from './tables.ts';

type ScanRow = Selectable<Tables['scans']>;
type RuleRow = Pick<Selectable<Tables['scan_rules']>, 'namespace' | 'rule' | 'tags' | 'meta'>;
type PatternRow = Pick<Selectable<Tables['pattern_matches']>, 'identifier' | 'match_count' | 'places'>;

/** As much of a request as the list of scans shows. */
const Named = v.object({
  rules: v.array(v.object({ path: v.string() })),
  targets: v.array(v.string()),
  processes: v.optional(v.array(v.number()), []),
});

const Slowest = v.object({ slowest: v.optional(v.array(SlowFile)) });

export function historyEntry(row: ScanRow): HistoryEntry {
  const named = fromJson(Named, row.request);
  const summary = row.summary === null ? undefined : fromJson(ScanSummary, row.summary);
  return {
    scan: row.scan,
    startedAt: row.started_at,
    state: row.state,
    summary: { ...(summary ?? countsOf(row)), cancelled: row.state !== 'complete' },
    leftOut: row.left_out,
    rules: firstOf(named?.rules.map(({ path }) => path)),
    targets: firstOf(named && [...named.targets, ...named.processes.map((pid) => `pid:${pid}`)]),
  };
}

function countsOf(row: ScanRow) {
  const { files, bytes, matched_files: matchedFiles, matches, errors, milliseconds } = row;
  return { files, bytes, matchedFiles, matches, errors, milliseconds };
}

export function historyRecord(row: ScanRow): HistoryRecord {
  const request = fromJson(ScanRequest, row.request);
  // Whoever runs the scan again is asked again: the database may be anybody's, and such rules can run code.
  delete request?.compiled;
  const started = fromJson(StartedEvent, row.provenance);
  const slowest = row.summary === null ? undefined : fromJson(Slowest, row.summary)?.slowest;
  return {
    ...historyEntry(row),
    ...(request && { request }),
    ...(started && { started }),
    ...(slowest && { slowest }),
  };
}

export function ruleOf({ namespace, rule, tags, meta }: RuleRow): Omit<RuleMatch, 'patterns'> {
  return {
    rule: fromColumn(rule),
    namespace: fromColumn(namespace),
    tags: fromJson(v.array(v.string()), tags) ?? [],
    meta: (fromJson(MetaPairs, meta) ?? []).map(([name, value]): MetaEntry => {
      return { name, value: typeof value === 'object' ? BigInt(value.integer) : value };
    }),
  };
}

export function patternOf({ identifier, match_count: matchCount, places }: PatternRow): RuleMatch['patterns'][number] {
  return { identifier: fromColumn(identifier), matchCount, ...unpackPlaces(places) };
}

export function textOf(value: AnyText | null): string {
  return value === null ? '' : fromColumn(value);
}

/** `undefined` when `json` is not of that kind. */
export function fromJson<T extends v.GenericSchema>(schema: T, json: string): v.InferOutput<T> | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), json);
  return parsed.success ? parsed.output : undefined;
}

function firstOf(paths: readonly string[] | undefined) {
  return { first: paths?.[0] ?? '', count: paths?.length ?? 0 };
}

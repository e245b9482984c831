/** Earlier scans, as they were recorded. */
import * as v from 'valibot';
import { ScanRequest, ScanSummary, SlowFile, StartedEvent, TargetEvent } from './scan.ts';
import { count } from './values.ts';

/** Absolute paths, and processes as `pid:` and a number: the first, and how many there are. */
const Paths = v.object({ first: v.string(), count });

/** A scan in the list of them. */
export const HistoryEntry = v.object({
  /** Its name, that of its `started` event. */
  scan: v.string(),
  /** ISO 8601, UTC. */
  startedAt: v.string(),
  /** `incomplete` when the process that ran it ended before the scan did, or a part of its record was damaged. */
  state: v.picklist(['complete', 'cancelled', 'incomplete']),
  /** Of an incomplete scan `files`, `bytes` and `milliseconds` are those of a moment before it broke off. */
  summary: ScanSummary,
  /** Events that were too many or too large to be kept. */
  leftOut: count,
  rules: Paths,
  targets: Paths,
});
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>;

/** All that is known of a scan but what it told of files. */
export const HistoryRecord = v.object({
  ...HistoryEntry.entries,
  /**
   * To run it again; absent when another version of the program has recorded it in a form that this one does not know.
   * Never `compiled`: a person has to be asked again.
   */
  request: v.optional(ScanRequest),
  /** Absent for the same reason. */
  started: v.optional(StartedEvent),
  /** The files that took longest, longest first; absent for a scan that did not come to its end. */
  slowest: v.optional(v.array(SlowFile)),
});
export type HistoryRecord = v.InferOutput<typeof HistoryRecord>;

/** Events in the order in which the scan told them. Of a pattern in a file with very many matches the first are kept. */
export const HistoryPage = v.object({
  events: v.array(TargetEvent),
  /** Where the next page begins; absent on the last one. */
  next: v.optional(count),
});
export type HistoryPage = v.InferOutput<typeof HistoryPage>;

/** A rule in a file that only one of two scans has found, or both. */
export const HistoryChange = v.object({
  kind: v.picklist(['new', 'gone', 'same']),
  path: v.string(),
  namespace: v.string(),
  rule: v.string(),
});
export type HistoryChange = v.InferOutput<typeof HistoryChange>;

export const HistoryComparison = v.object({
  counts: v.object({ new: count, gone: count, same: count }),
  /** Sorted by path, namespace and rule. */
  changes: v.array(HistoryChange),
  /** Where the next page begins; absent on the last one. */
  next: v.optional(count),
});
export type HistoryComparison = v.InferOutput<typeof HistoryComparison>;

/** How much is kept of earlier scans; the oldest go first, and the newest always stays. */
export const Retention = v.object({
  scans: v.pipe(v.number(), v.integer(), v.minValue(1)),
  days: v.pipe(v.number(), v.minValue(0)),
  /** Of the database without the dictionary of symbols. */
  megabytes: v.pipe(v.number(), v.minValue(1)),
});
export type Retention = v.InferOutput<typeof Retention>;

export const defaultRetention: Retention = { scans: 200, days: 90, megabytes: 256 };

/** The database that scans are recorded in, as the extension chooses it. */
export const StoreChoice = v.object({
  /** The file that the setting names. Absolute, or relative to `folder`. */
  named: v.optional(v.string()),
  /** The first folder of the workspace. Absolute; absent without one, and then the store is one of the user's. */
  folder: v.optional(v.string()),
});
export type StoreChoice = v.InferOutput<typeof StoreChoice>;

/**
 * Messages between the extension and the page of the Scan view. Both sides check what arrives.
 *
 * The page holds compact rows and does its own grouping, so that a filter needs no round trip; what matched, and the bytes
 * around it, it asks for when somebody looks. Everything here is JSON: the editor sends nothing else.
 */
import * as v from 'valibot';
import { count } from './values.ts';

/** What a person can do next, besides scanning. */
const Standing = v.picklist(['ready', 'untrusted', 'engine-missing', 'no-folder']);

export const PanelState = v.object({
  /** Tells one scan's results from another's. */
  scan: count,
  standing: Standing,
  phase: v.picklist(['none', 'running', 'paused', 'done', 'cancelled', 'rejected', 'failed']),
  /** Why the scan failed, for a person. */
  failure: v.optional(v.string()),
  /** What the next scan is of: paths as a person reads them. */
  rules: v.array(v.string()),
  targets: v.array(v.string()),
  /** What has been scanned so far, and in how long. `found` still grows while `walking`. */
  counters: v.object({
    found: count,
    files: count,
    bytes: count,
    matchedFiles: count,
    matches: count,
    errors: count,
    walking: v.boolean(),
    milliseconds: v.number(),
  }),
  /** The files that took longest, longest first. */
  slowest: v.array(v.object({ path: v.string(), milliseconds: v.number() })),
  /** Results that were counted but are not kept. */
  dropped: count,
});
export type PanelState = v.InferOutput<typeof PanelState>;

export const PanelRule = v.object({ rule: v.string(), namespace: v.string(), tags: v.array(v.string()) });
export type PanelRule = v.InferOutput<typeof PanelRule>;

/** A target that could not be scanned, or what libyara said about one that was. */
export const PanelRemark = v.object({ kind: v.picklist(['error', 'note']), path: v.string(), text: v.string() });
export type PanelRemark = v.InferOutput<typeof PanelRemark>;

/** More results of a scan. Rows name files and rules by their number in the order in which they came. */
export const PanelResults = v.object({
  scan: count,
  files: v.array(v.string()),
  rules: v.array(PanelRule),
  /** Number of the file, number of the rule, matches of its patterns. */
  rows: v.array(v.tuple([count, count, count])),
  remarks: v.array(PanelRemark),
});
export type PanelResults = v.InferOutput<typeof PanelResults>;

/** One rule that matched one file. `result` is the number of its row. */
export const PanelDetails = v.object({
  scan: count,
  result: count,
  path: v.string(),
  rule: PanelRule,
  meta: v.array(v.object({ name: v.string(), value: v.string() })),
  patterns: v.array(
    v.object({
      identifier: v.string(),
      /** All matches; fewer may be listed. */
      count,
      matches: v.array(v.object({ offset: v.number(), length: count, preview: v.string(), xorKey: v.optional(count) })),
    }),
  ),
});
export type PanelDetails = v.InferOutput<typeof PanelDetails>;

/** Bytes of the file around a match, or why there are none. */
export const PanelContext = v.object({
  place: v.object({ scan: count, result: count, pattern: count, match: count }),
  /** Offset of the first byte. */
  start: v.number(),
  /** Pairs of hexadecimal digits. */
  bytes: v.string(),
  problem: v.optional(v.string()),
});
export type PanelContext = v.InferOutput<typeof PanelContext>;
const MatchPlace = PanelContext.entries.place;
export type MatchPlace = PanelContext['place'];

export const ToScanPanel = v.variant('type', [
  v.object({ type: v.literal('state'), state: PanelState }),
  v.object({ type: v.literal('results'), results: PanelResults }),
  v.object({ type: v.literal('details'), details: PanelDetails }),
  v.object({ type: v.literal('context'), context: PanelContext }),
]);
export type ToScanPanel = v.InferOutput<typeof ToScanPanel>;

export const FromScanPanel = v.variant('type', [
  /** The page has nothing yet: it wants the state and all results. */
  v.object({ type: v.literal('ready') }),
  /** The page has taken the last results and can take more. */
  v.object({ type: v.literal('taken') }),
  v.object({
    type: v.literal('do'),
    action: v.picklist([
      'choose-rules',
      'choose-files',
      'choose-folder',
      'start',
      'cancel',
      'pause',
      'resume',
      'trust',
      'obtain-engine',
      'select-engine',
      'open-folder',
    ]),
  }),
  /** Addresses that were dropped on the page, of files and folders to scan. */
  v.object({ type: v.literal('drop'), addresses: v.pipe(v.array(v.string()), v.maxLength(1000)) }),
  v.object({ type: v.literal('details'), scan: count, result: count }),
  v.object({ type: v.literal('context'), place: MatchPlace }),
  /** Opens the file in a hex view, at a match. */
  v.object({ type: v.literal('open-file'), place: MatchPlace }),
  /** Opens the rule in an editor, at the pattern where one is named. */
  v.object({ type: v.literal('open-rule'), scan: count, result: count, pattern: v.optional(count) }),
]);
export type FromScanPanel = v.InferOutput<typeof FromScanPanel>;

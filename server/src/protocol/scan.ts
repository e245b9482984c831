/** A scan as a front door asks for it, and what streams back while it runs. */
import * as v from 'valibot';
import { EngineMessage, ExternalVariable } from './compileJob.ts';
import { EngineInfo } from './engineInfo.ts';
import { FileVariable, RuleFilter, RuleMatch, ScanNote } from './scanJob.ts';
import { count } from './values.ts';

export const ScanRequest = v.object({
  /** Rule files, compiled together in this order. Absolute paths. */
  rules: v.pipe(v.array(v.object({ path: v.string(), namespace: v.optional(v.string()) })), v.minLength(1)),
  /**
   * The one rule file is compiled rules, and a person asked for it to be loaded as it is: whoever made it can run code in
   * the process that loads it.
   */
  compiled: v.optional(v.literal(true)),
  /** Files and folders. Absolute paths. */
  targets: v.array(v.string()),
  /** Process ids, whose memory is scanned. Events name one as `pid:` and its number. */
  processes: v.optional(v.array(count)),
  /** Content of files for modules that need some. Absolute paths. */
  moduleData: v.optional(v.array(v.object({ module: v.string(), path: v.string() }))),
  /** Whether folders are entered below their first level. */
  recursive: v.boolean(),
  /** How many levels of folders below a target are entered when `recursive`; all of them when absent. */
  depth: v.optional(count),
  /** Globs of files and folders to leave out: with a `/` against the path below the target, otherwise the name. */
  exclude: v.optional(v.array(v.string())),
  /** Larger files are left out. */
  maxBytes: v.optional(count),
  /** Whether links inside folders are followed, as `yara` does unless told otherwise; true when absent. */
  followLinks: v.optional(v.boolean()),
  /** Worker processes; at least 1. */
  workers: v.pipe(v.number(), v.integer(), v.minValue(1)),
  externals: v.array(ExternalVariable),
  /** Variables that get their value from each file where the rules read them; one given in `externals` keeps that. */
  fileVariables: v.optional(v.array(FileVariable)),
  includeDirectories: v.array(v.string()),
  /** What each imported module knows of a target comes as a note. */
  printModuleData: v.optional(v.literal(true)),
  /** Asks what rules cost. */
  profile: v.optional(v.literal(true)),
  /** For one target; 0 means no limit. */
  timeoutSeconds: count,
  /** Which rules are told; all that match when absent. */
  filter: v.optional(RuleFilter),
  /** For the whole scan: then it ends as if it were cancelled. No limit when absent. */
  runTimeoutSeconds: v.optional(v.pipe(v.number(), v.minValue(0))),
  fast: v.boolean(),
  maxMatchesPerPattern: count,
  maxMatchBytes: count,
});
export type ScanRequest = v.InferOutput<typeof ScanRequest>;

/** What decides a result beside rules, library and files; a part of {@link ScanRequest}. */
export const ScanSettings = v.pick(ScanRequest, [
  'recursive',
  'depth',
  'exclude',
  'maxBytes',
  'externals',
  'fileVariables',
  'moduleData',
  'timeoutSeconds',
  'runTimeoutSeconds',
  'fast',
  'filter',
  'maxMatchesPerPattern',
  'maxMatchBytes',
]);
export type ScanSettings = v.InferOutput<typeof ScanSettings>;

/** What a scan came to. */
export const ScanSummary = v.object({
  files: count,
  bytes: count,
  matchedFiles: count,
  matches: count,
  errors: count,
  /** Files left out for their size. */
  skipped: v.optional(count),
  /** Files among `files` that were not scanned themselves: another one with the same content was. */
  duplicates: v.optional(count),
  /** Files among `files` that have not changed since an earlier scan, whose result is told. */
  cached: v.optional(count),
  /** Stopped before its end, by a person or by {@link ScanRequest}'s `runTimeoutSeconds`: what was found is not all. */
  cancelled: v.boolean(),
  /** Present, and true, when it was the time limit. */
  timedOut: v.optional(v.boolean()),
  milliseconds: v.number(),
});
export type ScanSummary = v.InferOutput<typeof ScanSummary>;

/** The rules are compiled; `warnings` are libyara's own. */
export const StartedEvent = v.object({
  type: v.literal('started'),
  /** Names this run, wherever its results are kept. */
  scan: v.string(),
  /** ISO 8601, UTC. */
  startedAt: v.string(),
  /** SHA-256 of the rules with their namespaces and includes, in hexadecimal: the same wherever they lie. */
  rulesHash: v.string(),
  options: ScanSettings,
  engine: EngineInfo,
  rules: count,
  patterns: count,
  warnings: v.array(EngineMessage),
});
export type StartedEvent = v.InferOutput<typeof StartedEvent>;

/** What a scan tells of one target. */
export const TargetEvent = v.variant('type', [
  /** All matching rules of one target. A target without matches sends none, unless that is asked for. */
  v.object({ type: v.literal('match'), path: v.string(), matches: v.array(RuleMatch) }),
  /** What libyara said while it scanned one target: console output of rules, patterns whose matches are incomplete. */
  v.object({ type: v.literal('note'), path: v.string(), notes: v.array(ScanNote) }),
  /** One target could not be scanned; the scan goes on. */
  v.object({ type: v.literal('error'), path: v.string(), code: v.string(), message: v.string() }),
]);
export type TargetEvent = v.InferOutput<typeof TargetEvent>;

/** What a rule has cost in all files, in libyara's unit (nanoseconds where it measures time). */
export const RuleCost = v.object({ rule: v.string(), namespace: v.string(), cost: v.number() });
export type RuleCost = v.InferOutput<typeof RuleCost>;

/** A file and how long libyara took for it. */
export const SlowFile = v.object({ path: v.string(), milliseconds: v.number() });
export type SlowFile = v.InferOutput<typeof SlowFile>;

export const ScanEvent = v.variant('type', [
  StartedEvent,
  TargetEvent,
  /** Running totals. `found` still grows while `walking`. */
  v.object({
    type: v.literal('progress'),
    found: count,
    done: count,
    bytes: count,
    /** Rules that matched, once for each file. */
    matches: v.optional(count),
    walking: v.boolean(),
    current: v.optional(v.string()),
  }),
  /** `slowest`: the files that took longest of those that were scanned, not answered for; longest first. */
  v.object({
    type: v.literal('done'),
    summary: ScanSummary,
    slowest: v.optional(v.array(SlowFile)),
    /** With `profile`: the rules that cost most, dearest first; none of a library that was not built to tell. */
    costs: v.optional(v.array(RuleCost)),
  }),
]);
export type ScanEvent = v.InferOutput<typeof ScanEvent>;

/** In which results are written to a file. */
export const ScanFormat = v.picklist(['text', 'ndjson', 'json', 'sarif', 'csv', 'html']);
export type ScanFormat = v.InferOutput<typeof ScanFormat>;

/** How a scan ended: it ran (perhaps cancelled, perhaps with errors by file), or its rules did not compile. */
export const ScanOutcome = v.variant('type', [
  v.object({ type: v.literal('ran'), summary: ScanSummary }),
  v.object({ type: v.literal('rules-rejected'), messages: v.array(EngineMessage) }),
]);
export type ScanOutcome = v.InferOutput<typeof ScanOutcome>;

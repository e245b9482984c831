/** Scanning: what is asked of a worker, and what is found. */
import * as v from 'valibot';
import { ExternalVariable } from './compileJob.ts';
import { EngineFailure } from './engineInfo.ts';
import { bytes, count } from './values.ts';

export const ScanTarget = v.variant('type', [
  v.object({ type: v.literal('file'), path: v.string() }),
  v.object({ type: v.literal('bytes'), name: v.string(), bytes }),
  /** The memory of a process, where libyara can read it and may. */
  v.object({ type: v.literal('process'), pid: count }),
]);
export type ScanTarget = v.InferOutput<typeof ScanTarget>;

/** What a target is called in messages. */
export function targetName(target: ScanTarget): string {
  switch (target.type) {
    case 'file':
      return target.path;
    case 'bytes':
      return target.name;
    case 'process':
      return `process ${target.pid}`;
  }
}

/**
 * Which rules are reported. A rule must have one of the tags and one of the identifiers; what is absent does not matter.
 * The others are evaluated all the same, since conditions refer to them, but nothing of them is read or sent.
 */
export const RuleFilter = v.object({
  tags: v.optional(v.array(v.string())),
  identifiers: v.optional(v.array(v.string())),
  /** Those that do not match are reported instead of those that do. */
  negate: v.optional(v.boolean()),
});
export type RuleFilter = v.InferOutput<typeof RuleFilter>;

/** How to scan, whatever the target. Workers keep the rules that they loaded last, so the next job with them is cheap. */
const scanSettings = {
  /** A file of compiled rules. */
  rules: v.string(),
  /**
   * Says that {@link rules} may not be this program's own work. Loading such a file can run code (see SECURITY.md), so only
   * a front door sets this at which a person asked for that very file to be loaded as it is.
   */
  foreign: v.optional(v.literal(true)),
  /** For each target; 0 means no limit. */
  timeoutSeconds: count,
  fast: v.boolean(),
  /** Override the values that the rules were compiled with, for this job only. */
  externals: v.array(ExternalVariable),
  /** At most this many matches of each pattern are returned; `matchCount` tells how many there were. */
  maxMatchesPerPattern: count,
  /** At most this many bytes of each match are returned. */
  maxMatchBytes: count,
  filter: v.optional(RuleFilter),
  /** Content of files that modules are given, as `cuckoo` reads its report. The last one of a module counts. */
  moduleData: v.optional(v.array(v.object({ module: v.string(), path: v.string() }))),
  /** What each imported module knows of the target comes as a note, as `yara --print-module-data` writes it. */
  printModuleData: v.optional(v.boolean()),
  /** Slots of the stack that conditions are evaluated with. */
  stackSize: v.optional(count),
  /** Bytes of a process that are read at once. */
  maxProcessMemoryChunk: v.optional(count),
  /** Nothing is read of rules that match; `matchingRules` counts them. */
  countOnly: v.optional(v.boolean()),
  /** The target is left at the first rule that is evaluated when so many have matched; they are evaluated in their order. */
  stopAfterRules: v.optional(count),
  /** A pattern that has too many matches or is scanned too slowly fails the target. */
  failOnWarnings: v.optional(v.boolean()),
  /** At most this many notes come of one target; 1000 when absent. */
  maxNotes: v.optional(count),
  /** Texts of rules are given byte by byte, as Latin-1, for those who write them out as they are. */
  bytewise: v.optional(v.boolean()),
  /** Asks what each rule has cost, which only a libyara that was built with profiling can tell. */
  profile: v.optional(v.boolean()),
};

/** Scans one target. */
export const ScanJob = v.object({ kind: v.literal('scan'), target: ScanTarget, ...scanSettings });
export type ScanJob = v.InferOutput<typeof ScanJob>;

/** External variables that tell the rules about the file at hand, as other scanners have them. */
export const FileVariable = v.picklist(['filename', 'filepath', 'extension', 'filetype', 'owner']);
export type FileVariable = v.InferOutput<typeof FileVariable>;

/** Scans files one after the other: for many small ones, a message each costs more than the scan. */
export const ScanFilesJob = v.object({
  kind: v.literal('scan-files'),
  paths: v.array(v.string()),
  /** String variables of the rules that get their value from each file. */
  fileVariables: v.optional(v.array(FileVariable)),
  ...scanSettings,
});
export type ScanFilesJob = v.InferOutput<typeof ScanFilesJob>;

export const PatternMatch = v.object({
  offset: v.number(),
  length: count,
  /** The matched bytes, cut to `maxMatchBytes`. */
  data: bytes,
  /** Present for patterns with `xor`, where the library tells (4.3 and later). */
  xorKey: v.optional(count),
});
export type PatternMatch = v.InferOutput<typeof PatternMatch>;

export const MetaEntry = v.object({
  name: v.string(),
  value: v.union([v.string(), v.number(), v.bigint(), v.boolean()]),
});
export type MetaEntry = v.InferOutput<typeof MetaEntry>;

export const RuleMatch = v.object({
  rule: v.string(),
  namespace: v.string(),
  tags: v.array(v.string()),
  meta: v.array(MetaEntry),
  /** Those that matched, in the order of the rule; private ones are left out, as `yara` does. */
  patterns: v.array(
    v.object({
      identifier: v.string(),
      matchCount: count,
      matches: v.array(PatternMatch),
      /** Present and true for a hex pattern. */
      hex: v.optional(v.boolean()),
    }),
  ),
});
export type RuleMatch = v.InferOutput<typeof RuleMatch>;

/**
 * What libyara says while it scans: a rule's `console` output, a pattern (`text`) whose matches are incomplete, or what a
 * module knows. In the order in which it was said, all of it before the first rule matched.
 */
export const ScanNote = v.object({
  kind: v.picklist(['console', 'too-many-matches', 'slow-pattern', 'module-data']),
  text: v.string(),
  /** The rule of the pattern. */
  rule: v.optional(v.string()),
});
export type ScanNote = v.InferOutput<typeof ScanNote>;

export const ScanResult = v.object({
  kind: v.literal('scan'),
  matches: v.array(RuleMatch),
  notes: v.optional(v.array(ScanNote)),
  /** How many rules matched, whatever was left out; for jobs with a filter, `countOnly` or `stopAfterRules`. */
  matchingRules: v.optional(count),
  /** Of rules with a cost, the dearest first, in libyara's unit (nanoseconds where it measures time). */
  costs: v.optional(v.array(v.object({ rule: v.string(), namespace: v.string(), cost: v.number() }))),
  /** Bytes in the target; undefined when it could not be read, and for a process. */
  bytes: v.optional(count),
  milliseconds: v.number(),
});
export type ScanResult = v.InferOutput<typeof ScanResult>;

/** Asks how large rules are and how well their patterns can be told apart. */
export const StatsJob = v.object({
  kind: v.literal('stats'),
  rules: scanSettings.rules,
  foreign: scanSettings.foreign,
});
export type StatsJob = v.InferOutput<typeof StatsJob>;

/** As libyara counts; "lists" are those of the states of its Aho-Corasick automaton. */
export const RulesStats = v.object({
  rules: count,
  patterns: count,
  acMatches: count,
  acRootMatches: count,
  acAverageMatches: v.number(),
  /** The lengths of the 100 longest lists. */
  acLongestLists: v.array(v.number()),
  /** Percentiles 0 to 100 of the lists' lengths. */
  acPercentiles: v.array(v.number()),
  acTableSize: count,
});
export type RulesStats = v.InferOutput<typeof RulesStats>;

export const StatsResult = v.object({ kind: v.literal('stats'), stats: RulesStats });
export type StatsResult = v.InferOutput<typeof StatsResult>;

/** One outcome a path, in their order. A worker that dies takes the whole job with it. */
export const ScanFilesResult = v.object({
  kind: v.literal('scan-files'),
  outcomes: v.array(
    v.variant('type', [
      v.object({ type: v.literal('scanned'), result: ScanResult }),
      v.object({ type: v.literal('failed'), failure: EngineFailure }),
    ]),
  ),
});
export type ScanFilesResult = v.InferOutput<typeof ScanFilesResult>;

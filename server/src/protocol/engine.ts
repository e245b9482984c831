/**
 * Messages between a process that needs libyara and the worker process that has it loaded.
 *
 * Every message is structured-cloned over Node's IPC channel (`serialization: "advanced"`), so byte arrays cross as
 * `Uint8Array`. The receiver validates each message against the schemas below; a worker handles one job at a time.
 */
import * as v from 'valibot';

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Expected bytes');
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A value that the surrounding program hands to the rules; `value` of an integer is a safe integer. */
export const ExternalVariable = v.variant('type', [
  v.object({ type: v.literal('integer'), name: v.string(), value: v.pipe(v.number(), v.safeInteger()) }),
  v.object({ type: v.literal('float'), name: v.string(), value: v.number() }),
  v.object({ type: v.literal('boolean'), name: v.string(), value: v.boolean() }),
  v.object({ type: v.literal('string'), name: v.string(), value: v.string() }),
]);
export type ExternalVariable = v.InferOutput<typeof ExternalVariable>;

/** Text that stands in for the file at `path` (absolute), as an open editor buffer does. */
export const SourceText = v.object({ path: v.string(), bytes });
export type SourceText = v.InferOutput<typeof SourceText>;

/** A compile root. Without `bytes` it is read from disk by the worker. */
export const RuleSource = v.object({
  path: v.string(),
  namespace: v.optional(v.string()),
  bytes: v.optional(bytes),
  /**
   * What libyara is to call the file in messages, where that is not its path: a path relative to the working directory, as
   * it was spelled on a command line. Included files are named after it.
   */
  name: v.optional(v.string()),
  /** Of what the file must hold, in hexadecimal; the job fails with `changed` when it holds something else. */
  sha256: v.optional(v.string()),
});
export type RuleSource = v.InferOutput<typeof RuleSource>;

/** What changes how libyara compiles; absent is libyara's own default. */
const compilerSettings = {
  maxStringsPerRule: v.optional(count),
  /** Warns about unknown escape sequences in regular expressions. `invalid` before 4.5, which can't. */
  strictEscape: v.optional(v.boolean()),
  /** A table of atoms and their quality. Absolute path. */
  atomQualityTable: v.optional(v.string()),
};

/** Compiles all sources with one libyara compiler; it stops at the first source with an error, as `yarac` does. */
export const CompileJob = v.object({
  kind: v.literal('compile'),
  sources: v.array(RuleSource),
  externals: v.array(ExternalVariable),
  /** Searched, in order, for an include that is not found relative to the including file. Absolute. */
  includeDirectories: v.array(v.string()),
  /** Open buffers that take the place of files on disk when they are included. */
  overlay: v.array(SourceText),
  /** `check` reads messages only; `count` also counts rules and patterns; `save` also writes `output`. */
  want: v.picklist(['check', 'count', 'save']),
  /** Absolute path of the compiled file; needed for `save`. Written to a temporary name first and renamed. */
  output: v.optional(v.string()),
  ...compilerSettings,
});
export type CompileJob = v.InferOutput<typeof CompileJob>;

/** What libyara said, word for word; `line` is 1-based, as libyara counts. */
export const EngineMessage = v.object({
  level: v.picklist(['error', 'warning']),
  /** Absolute path of the root or of the included file that the message is in. */
  path: v.string(),
  line: count,
  rule: v.optional(v.string()),
  text: v.string(),
  /** What libyara calls the file, for a job that gives its sources names. */
  file: v.optional(v.string()),
});
export type EngineMessage = v.InferOutput<typeof EngineMessage>;

/** An include as the engine met it. `resolved` is absent when nothing was found. */
export const ResolvedInclude = v.object({
  from: v.string(),
  spelled: v.string(),
  resolved: v.optional(v.string()),
  /** Where it was looked for before, in vain: a file that appears there would be taken instead. */
  sought: v.optional(v.array(v.string())),
  /** SHA-256 of what was included, in hexadecimal; with `save` only. */
  sha256: v.optional(v.string()),
});
export type ResolvedInclude = v.InferOutput<typeof ResolvedInclude>;

export const CompileResult = v.object({
  kind: v.literal('compile'),
  messages: v.array(EngineMessage),
  includes: v.array(ResolvedInclude),
  /** Present when asked for and when there was no error. */
  rules: v.optional(count),
  patterns: v.optional(count),
  /** Time inside libyara. */
  milliseconds: v.number(),
});
export type CompileResult = v.InferOutput<typeof CompileResult>;

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

/** Asks what libyara the worker has. */
export const DescribeJob = v.object({ kind: v.literal('describe') });
export type DescribeJob = v.InferOutput<typeof DescribeJob>;

/** A place where libyara was looked for, in the order of the search, and what came of it. */
export const EngineCandidate = v.object({
  path: v.string(),
  origin: v.picklist(['setting', 'environment', 'package', 'cache', 'system']),
  outcome: v.picklist(['used', 'not reached', 'missing', 'not loadable', 'not libyara', 'unsupported']),
  detail: v.optional(v.string()),
});
export type EngineCandidate = v.InferOutput<typeof EngineCandidate>;

export const EngineInfo = v.object({
  path: v.string(),
  origin: EngineCandidate.entries.origin,
  /** As precise as the library tells: "4.5.2" where the file name says so, otherwise the series, as "4.2". */
  version: v.string(),
  layout: v.picklist(['4.2–4.3', '4.4–4.5']),
  modules: v.array(v.string()),
  candidates: v.array(EngineCandidate),
});
export type EngineInfo = v.InferOutput<typeof EngineInfo>;

export const DescribeResult = v.object({ kind: v.literal('describe'), engine: EngineInfo });
export type DescribeResult = v.InferOutput<typeof DescribeResult>;

export const EngineJob = v.variant('kind', [CompileJob, ScanJob, ScanFilesJob, StatsJob, DescribeJob]);
export type EngineJob = v.InferOutput<typeof EngineJob>;

export const EngineErrorCode = v.picklist([
  /** No libyara anywhere, or none that works; details carry the candidates. */
  'engine-missing',
  /** The worker died while it held this job. */
  'worker-died',
  /** The job took longer than it was given. */
  'timeout',
  'cancelled',
  /** A source, target or compiled file can't be read or written. */
  'unreadable',
  'unwritable',
  /** A source no longer holds what it did when the job was made. */
  'changed',
  /** A value that libyara does not take: an external variable of the wrong type, a damaged compiled file. */
  'invalid',
  /** libyara returned an error code that has no better name; the message carries it. */
  'libyara',
]);
export type EngineErrorCode = v.InferOutput<typeof EngineErrorCode>;

/** The error of libyara that a failure comes from. */
export const LibyaraError = v.object({
  code: count,
  /** What it happened over, where libyara tells. */
  rule: v.optional(v.string()),
  pattern: v.optional(v.string()),
});
export type LibyaraError = v.InferOutput<typeof LibyaraError>;

export const EngineFailure = v.object({
  code: EngineErrorCode,
  /** For a person; names the file or setting concerned. */
  message: v.string(),
  candidates: v.optional(v.array(EngineCandidate)),
  libyara: v.optional(LibyaraError),
});
export type EngineFailure = v.InferOutput<typeof EngineFailure>;

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

export const EngineResult = v.variant('kind', [
  CompileResult,
  ScanResult,
  ScanFilesResult,
  StatsResult,
  DescribeResult,
]);
export type EngineResult = v.InferOutput<typeof EngineResult>;

/** The result that belongs to a job. */
export type ResultOf<J extends EngineJob> = Extract<EngineResult, { kind: J['kind'] }>;

/** Parent to worker. */
export const WorkerRequest = v.object({ id: count, job: EngineJob });
export type WorkerRequest = v.InferOutput<typeof WorkerRequest>;

/** Worker to parent. `ready` comes once, when libyara is loaded and proven, or with the reason why it is not. */
export const WorkerReply = v.variant('type', [
  /** Sent before a candidate is loaded, so that the parent knows which one ended the process. */
  v.object({ type: v.literal('trying'), path: v.string(), origin: EngineCandidate.entries.origin }),
  v.object({ type: v.literal('ready'), engine: EngineInfo }),
  v.object({ type: v.literal('unusable'), failure: EngineFailure }),
  v.object({ type: v.literal('result'), id: count, result: EngineResult }),
  v.object({ type: v.literal('failed'), id: count, failure: EngineFailure }),
]);
export type WorkerReply = v.InferOutput<typeof WorkerReply>;

/** The worker's start-up options, passed as one JSON argument. */
export const WorkerOptions = v.object({
  /** The setting `yara.libyara.path`, already checked against workspace trust. */
  libyara: v.optional(v.string()),
  /** Candidates that ended an earlier worker while it tried them. */
  avoid: v.optional(v.array(EngineCandidate)),
});
export type WorkerOptions = v.InferOutput<typeof WorkerOptions>;

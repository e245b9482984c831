/** A safe index as a front door asks for it, and what comes of it: an index that compiles, and what it leaves out. */
import * as v from 'valibot';
import { EngineMessage, ExternalVariable } from './compileJob.ts';
import { EngineInfo } from './engineInfo.ts';
import { count } from './values.ts';

export const OnDuplicate = v.picklist(['first', 'last', 'fail']);
export type OnDuplicate = v.InferOutput<typeof OnDuplicate>;

export const SafeIndexRequest = v.object({
  /** The index to read. Absolute. */
  index: v.string(),
  /** Where the safe index is to lie: its includes are relative to that folder. Absolute; that of `index` when absent. */
  output: v.optional(v.string()),
  /** Files that import one of these are left out, whether or not the library has it. */
  excludeModules: v.array(v.string()),
  /** Of files whose rule names collide, which one stays; `fail` makes a collision the outcome. */
  onDuplicate: OnDuplicate,
  externals: v.array(ExternalVariable),
  includeDirectories: v.array(v.string()),
  /** Allows `output` to be the index itself. */
  replace: v.boolean(),
});
export type SafeIndexRequest = v.InferOutput<typeof SafeIndexRequest>;

/** Modules whose rules are left out unless told otherwise: few builds of libyara have them. */
export const defaultExcludedModules: readonly string[] = ['cuckoo'];

export const LeftOutCode = v.picklist([
  /** It imports, or uses, a module that was to be excluded. */
  'excluded-module',
  /** It imports a module that the library does not have. */
  'missing-module',
  /** There is no file where the include leads. */
  'missing-file',
  /** The file is there and can't be read. */
  'unreadable-file',
  /** The file includes itself, through whatever other files. */
  'include-cycle',
  /** The same file is included further up. */
  'included-before',
  /** Another file that stays has a rule of the same name. */
  'duplicate-rule',
  /** It refers to a rule of a file that is left out. */
  'depends-on-left-out',
  /** It would hide what comes after it. */
  'unclosed-comment',
  'does-not-compile',
  /** libyara's process died of it. */
  'engine-failed',
]);
export type LeftOutCode = v.InferOutput<typeof LeftOutCode>;

export const LeftOut = v.object({
  /** A rule file, or a part of an index: a rule or import that stands in it, or text that is nothing. */
  kind: v.picklist(['file', 'rule', 'import', 'text']),
  /** The rule file; for a part of an index, that index. Absolute. Where there is no such file, where it should be. */
  path: v.string(),
  /** What the index says, as spelled: the path between the quotes, the name of the rule or module. */
  name: v.string(),
  /** The index that has it, and the line there; 1-based. */
  index: v.string(),
  line: count,
  code: LeftOutCode,
  /** Why, in words. */
  message: v.string(),
  /** The rule or the module that it is about. */
  rule: v.optional(v.string()),
  module: v.optional(v.string()),
  /** The file that has the rule of the same name, or the rule that is missed. */
  other: v.optional(v.string()),
});
export type LeftOut = v.InferOutput<typeof LeftOut>;

export const MadeSafeIndex = v.object({
  type: v.literal('made'),
  bytes: v.instance(Uint8Array),
  /** The rule files that are in, each once, in the order of the index. Absolute. */
  files: v.array(v.string()),
  leftOut: v.array(LeftOut),
  rules: count,
  patterns: count,
  engine: EngineInfo,
});
export type MadeSafeIndex = v.InferOutput<typeof MadeSafeIndex>;

export const SafeIndexOutcome = v.variant('type', [
  MadeSafeIndex,
  /** Rule names collide, and that was to be an error. */
  v.object({ type: v.literal('duplicates'), leftOut: v.array(LeftOut) }),
  /** Nothing would be left. */
  v.object({ type: v.literal('empty'), leftOut: v.array(LeftOut) }),
  /** What is wrong is in no part of the index that could be left out. */
  v.object({ type: v.literal('rejected'), messages: v.array(EngineMessage) }),
]);
export type SafeIndexOutcome = v.InferOutput<typeof SafeIndexOutcome>;

/** An outcome with what went into it, by the SHA-256 of each file as it was read; the index comes first. */
export const SafeIndexWork = v.object({ outcome: SafeIndexOutcome, inputs: v.map(v.string(), v.string()) });
export type SafeIndexWork = v.InferOutput<typeof SafeIndexWork>;

/** Writes a safe index that was made before, for the folder of `output`. */
export const WriteSafeIndexRequest = v.object({
  request: SafeIndexRequest,
  made: MadeSafeIndex,
  inputs: SafeIndexWork.entries.inputs,
  /** Absolute. */
  output: v.string(),
  /** Where hashes and reasons go. Absolute. */
  manifest: v.optional(v.string()),
  /** The program and its version. */
  createdBy: v.string(),
});
export type WriteSafeIndexRequest = v.InferOutput<typeof WriteSafeIndexRequest>;

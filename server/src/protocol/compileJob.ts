/** Compiling: what goes to libyara, and what it says. */
import * as v from 'valibot';
import { bytes, count } from './values.ts';

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

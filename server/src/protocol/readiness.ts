/** Readiness of rules for YARA-X: what its process is asked and answers, and what an audit finds. */
import * as v from 'valibot';
import { EngineMessage, ExternalVariable } from './compileJob.ts';
import { count } from './values.ts';

/** Compiles texts with YARA-X and, where it has nothing against them, scans files with all of them. */
export const YaraXJob = v.object({
  /** Rules, their includes put in their places: this build of YARA-X can't read files. Each in a namespace of its own. */
  sources: v.array(v.object({ namespace: v.string(), text: v.string() })),
  externals: v.array(ExternalVariable),
  /** Absolute paths. */
  samples: v.array(v.string()),
  maxMatchesPerPattern: count,
  /** For each sample. */
  timeoutSeconds: v.pipe(count, v.minValue(1)),
});
export type YaraXJob = v.InferOutput<typeof YaraXJob>;

/** A rule that matched, with what its patterns found; private rules and patterns are not there. */
export const MatchedRule = v.object({
  namespace: v.string(),
  rule: v.string(),
  patterns: v.array(
    v.object({ identifier: v.string(), matches: v.array(v.object({ offset: v.number(), length: count })) }),
  ),
});
export type MatchedRule = v.InferOutput<typeof MatchedRule>;

/** What an engine found in one sample. */
export const SampleScan = v.variant('type', [
  v.object({ type: v.literal('scanned'), rules: v.array(MatchedRule) }),
  v.object({ type: v.literal('failed'), message: v.string() }),
]);
export type SampleScan = v.InferOutput<typeof SampleScan>;

export const YaraXAnswer = v.object({
  /** As it prints them; at most one a rule, since it leaves a rule at the first. */
  errors: v.array(v.string()),
  /** One a sample, in their order; none where there are errors. */
  scans: v.array(SampleScan),
});
export type YaraXAnswer = v.InferOutput<typeof YaraXAnswer>;

/** Why YARA-X refuses what libyara takes, in the terms of docs/readiness.md, where each has a heading. */
export const RefusalKind = v.picklist([
  'unescaped-brace',
  'unknown-regex-escape',
  'unknown-text-escape',
  'short-base64',
  'rule-wildcard',
  'negative-number',
  'repeated-modifier',
  'entrypoint',
  'not-utf8',
  'arbitrary-prefix',
  'empty-match',
  'zero-jump',
  'invalid-regex',
  'invalid-pattern',
  'missing-module',
  'missing-field',
  'wrong-type',
  'wrong-arguments',
  'missing-include',
  'circular-include',
  'reserved-word',
  'refused-rule',
  'undeclared',
  'duplicate-rule',
  'syntax',
  'other',
]);
export type RefusalKind = v.InferOutput<typeof RefusalKind>;

/** In UTF-16 code units of the file's text as `decodeRuleFile` gives it; `end` is exclusive. */
export const TextEdit = v.object({ start: count, end: count, text: v.string() });
export type TextEdit = v.InferOutput<typeof TextEdit>;

export const ReadinessFix = v.object({
  title: v.string(),
  edits: v.array(TextEdit),
  /**
   * Safe: with the edits libyara judges the file as before and finds the same in the samples, and YARA-X has this against
   * it no more.
   */
  isSafe: v.boolean(),
  /** Why it is not. */
  because: v.optional(v.string()),
});
export type ReadinessFix = v.InferOutput<typeof ReadinessFix>;

export const Refusal = v.object({
  kind: RefusalKind,
  /** YARA-X's own, `E014`; absent for what it isn't asked: a file that is not UTF-8. */
  code: v.optional(v.string()),
  /** Absolute path of the file or of one that it includes. */
  file: v.string(),
  /** 1-based; columns in UTF-16 code units, `endColumn` behind the last. */
  line: count,
  column: count,
  endColumn: count,
  rule: v.optional(v.string()),
  /** What YARA-X says. */
  message: v.string(),
  fix: v.optional(ReadinessFix),
});
export type Refusal = v.InferOutput<typeof Refusal>;

/** Where the two engines find different things in a sample. */
export const MatchDifference = v.object({
  sample: v.string(),
  rule: v.string(),
  /** Absent where only one of them reports the rule. */
  pattern: v.optional(v.string()),
  type: v.picklist(['only-libyara', 'only-yara-x', 'other-matches']),
  /** What is known to differ and applies here; see docs/readiness.md. */
  reason: v.picklist(['xor-fullword', 'base64', 'module', 'unexplained']),
  /** The first offsets that one has and the other has not. */
  offsets: v.array(v.number()),
});
export type MatchDifference = v.InferOutput<typeof MatchDifference>;

export const Verdict = v.picklist(['compiles', 'refused', 'failed']);
export type Verdict = v.InferOutput<typeof Verdict>;

/**
 * `done`: YARA-X takes all of the file, and finds the same in every sample. `in_progress`: it takes some of its rules.
 * `pending`: it takes none. `excluded`: libyara itself does not take the file, so there is nothing to be ready.
 */
export const ReadinessStatus = v.picklist(['pending', 'in_progress', 'done', 'excluded']);
export type ReadinessStatus = v.InferOutput<typeof ReadinessStatus>;

export const RuleFileReadiness = v.object({
  /** Absolute. */
  path: v.string(),
  status: ReadinessStatus,
  libyara: v.object({ verdict: Verdict, errors: v.array(EngineMessage), failure: v.optional(v.string()) }),
  yaraX: v.object({ verdict: Verdict, failure: v.optional(v.string()) }),
  refusals: v.array(Refusal),
  /** Rules of the file itself, and how many of them YARA-X takes. */
  rules: count,
  readyRules: count,
  /** Absent without samples, and where one of the engines takes none of the rules. */
  comparison: v.optional(
    v.object({
      samples: count,
      differences: v.array(MatchDifference),
      /** Samples that could not be scanned, with the reason. */
      failures: v.array(v.object({ sample: v.string(), message: v.string() })),
    }),
  ),
});
export type RuleFileReadiness = v.InferOutput<typeof RuleFileReadiness>;

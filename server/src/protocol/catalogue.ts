/** What the rule catalogue knows of a rule, and how it is asked. */
import * as v from 'valibot';
import { StoreChoice } from './history.ts';
import { count } from './values.ts';

export const RuleMeta = v.object({ name: v.string(), value: v.union([v.string(), v.number(), v.boolean()]) });
export type RuleMeta = v.InferOutput<typeof RuleMeta>;

export const RulePattern = v.object({
  /** With its `$`; a lone `$` for an anonymous pattern. */
  identifier: v.string(),
  kind: v.picklist(['text', 'hex', 'regex']),
  /** What it is set to, as the file has it; a long one is cut. */
  text: v.string(),
});
export type RulePattern = v.InferOutput<typeof RulePattern>;

export const CatalogueRule = v.object({
  name: v.string(),
  /** That of a file which is compiled without naming one. */
  namespace: v.string(),
  /** Absolute. */
  file: v.string(),
  /** Of the rule; lines and characters are 0-based, characters in UTF-16 code units. */
  range: v.object({
    start: v.object({ line: count, character: count }),
    end: v.object({ line: count, character: count }),
  }),
  modifiers: v.array(v.string()),
  tags: v.array(v.string()),
  metas: v.array(RuleMeta),
  /** Modules that its file imports. */
  imports: v.array(v.string()),
  patterns: v.array(RulePattern),
  patternCounts: v.object({ text: count, hex: count, regex: count }),
  /** Names in its condition that are no rule, module or loop variable: somebody has to define them. */
  externals: v.array(v.string()),
  /** Names of rules in its condition; a wildcard is kept as it is written, without space. */
  dependsOn: v.array(v.string()),
  /** SHA-256 of its text, in which a run of spaces and comments counts as one space. */
  hash: v.string(),
});
export type CatalogueRule = v.InferOutput<typeof CatalogueRule>;

/** What libyara says of a rule file, alone or through the files that include it. */
export const CompileStatus = v.variant('state', [
  v.object({ state: v.literal('compiles') }),
  /** The first error, in the file or in one that it includes. Lines are 1-based. */
  v.object({ state: v.literal('fails'), file: v.string(), line: count, message: v.string() }),
]);
export type CompileStatus = v.InferOutput<typeof CompileStatus>;

/** A rule that was found, and what in it. */
export const FoundRule = v.object({
  rule: CatalogueRule,
  matched: v.picklist(['name', 'tag', 'meta', 'pattern']),
  /** The tag, meta or pattern that matched, as it is written; empty for a name. */
  excerpt: v.string(),
});
export type FoundRule = v.InferOutput<typeof FoundRule>;

export const CatalogueStats = v.object({
  files: count,
  rules: count,
  patterns: v.object({ text: count, hex: count, regex: count }),
  /** Of files, each once with how many have it; most frequent first. */
  imports: v.array(v.object({ name: v.string(), count })),
  tags: v.array(v.object({ name: v.string(), count })),
  externals: v.array(v.object({ name: v.string(), count })),
  /** Names that more than one rule has. */
  duplicateNames: count,
  /** Rules whose text another rule has too. */
  duplicateTexts: count,
});
export type CatalogueStats = v.InferOutput<typeof CatalogueStats>;

/** A rule that was found, with what a list shows of it. */
export const RuleHit = v.object({
  ...v.pick(CatalogueRule, ['name', 'file', 'range', 'tags']).entries,
  ...v.pick(FoundRule, ['matched', 'excerpt']).entries,
});
export type RuleHit = v.InferOutput<typeof RuleHit>;

/** Which rules, and where they are kept. */
export const CataloguePlace = v.object({
  /** The database, absolute. */
  store: v.string(),
  /** The folders whose rule files are in the catalogue, absolute. */
  folders: v.pipe(v.array(v.string()), v.readonly()),
  /** Globs of what is left out. */
  exclude: v.pipe(v.array(v.string()), v.readonly()),
});
export type CataloguePlace = v.InferOutput<typeof CataloguePlace>;

/** The rules of a workspace in an editor. */
export const WorkspaceRules = v.object({
  ...v.pick(CataloguePlace, ['folders', 'exclude']).entries,
  /** Without a `folder` the store in the workspace is not opened. */
  store: StoreChoice,
});
export type WorkspaceRules = v.InferOutput<typeof WorkspaceRules>;

export const CatalogueUpdate = v.object({
  files: count,
  rules: count,
  /** Files that were read because they are new or have changed. */
  read: count,
  /** What could not be read, by path, with a sentence about it. */
  problems: v.array(v.object({ file: v.string(), message: v.string() })),
});
export type CatalogueUpdate = v.InferOutput<typeof CatalogueUpdate>;

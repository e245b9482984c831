/** What the views of the gap audit ask for, and what they are told. */
import * as v from 'valibot';
import { ExternalVariable } from './compileJob.ts';
import { SourceLanguage } from './cryptex.ts';
import { ComponentStatus, GapComponent, GapProblem, GapRun, GapTotals } from './gap.ts';
import { count } from './values.ts';

/** What a person has set, as far as the audit depends on it. */
export const GapAuditSettings = v.object({
  target: SourceLanguage,
  languages: v.array(SourceLanguage),
  include: v.array(v.string()),
  exclude: v.array(v.string()),
  threshold: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** Whether git may be asked who has written what nobody is named for. */
  blame: v.boolean(),
  /** What rule files are compiled with. */
  rules: v.object({ externals: v.array(ExternalVariable), includeDirectories: v.array(v.string()) }),
});
export type GapAuditSettings = v.InferOutput<typeof GapAuditSettings>;

export const GapAuditSummary = v.object({
  totals: GapTotals,
  problems: v.array(GapProblem),
  /** Files of which parts could not be parsed. */
  unparsed: count,
  leftOut: count,
  /** Functions of the target; with none there is nothing to compare with. */
  targetFunctions: count,
  /** Whether the dictionary was brought in line with files that had changed. */
  reindexed: v.boolean(),
});
export type GapAuditSummary = v.InferOutput<typeof GapAuditSummary>;

export const GapGrouping = v.picklist(['status', 'language', 'folder', 'responsible', 'risk']);
export type GapGrouping = v.InferOutput<typeof GapGrouping>;

export const GapGroup = v.object({
  /** A folder, or the common value; empty where nobody is responsible. */
  key: v.string(),
  components: count,
  functions: count,
  ported: count,
});
export type GapGroup = v.InferOutput<typeof GapGroup>;

/** One level of the tree: groups, and a page of the components that are here and in none of them. */
export const GapChildren = v.object({
  groups: v.array(GapGroup),
  components: v.array(GapComponent),
  /** All components that are here and in no group, of which the filter lets through. */
  total: count,
});
export type GapChildren = v.InferOutput<typeof GapChildren>;

/** The last audit; absent before the first. */
export const GapState = v.object({ last: v.optional(GapRun) });
export type GapState = v.InferOutput<typeof GapState>;

/** The status of each file that a component has. */
export const GapFiles = v.array(v.object({ path: v.string(), status: ComponentStatus }));
export type GapFiles = v.InferOutput<typeof GapFiles>;

/** What the report editor shows. */
export const GapReportView = v.object({ components: v.array(GapComponent), runs: v.array(GapRun) });
export type GapReportView = v.InferOutput<typeof GapReportView>;

export const GapReportFormat = v.picklist(['json', 'markdown', 'csv', 'html', 'sarif']);
export type GapReportFormat = v.InferOutput<typeof GapReportFormat>;

/** `gap_report.json`: what an audit says, for people and programs. Names are those that pipelines have read before. */
import * as v from 'valibot';
import { ComponentLanguage, ComponentStatus, FunctionState, GapProblem, GapSettings, GapTotals, Risk } from './gap.ts';
import { count } from './values.ts';

/** Grows with each change that a reader has to know of. */
export const reportVersion = 1;

/** The name of the file beside it that has its JSON Schema. */
export const schemaFile = 'gap_report.schema.json';

export const GroupTotals = v.object({ name: v.string(), ...GapTotals.entries });
export type GroupTotals = v.InferOutput<typeof GroupTotals>;

/** A function of which something is known. */
export const ReportedFunction = v.object({
  function: v.string(),
  file: v.string(),
  line: count,
  lines: count,
  codename: v.string(),
  state: FunctionState,
  /** `PATH#SYMBOL` */
  port: v.optional(v.string()),
  score: v.optional(v.number()),
  confirmed_by: v.optional(v.string()),
  drifted: v.boolean(),
  reasons: v.array(v.string()),
});
export type ReportedFunction = v.InferOutput<typeof ReportedFunction>;

export const ReportedComponent = v.object({
  component: v.string(),
  language: ComponentLanguage,
  /** Where the target is Rust; otherwise `target_status`. */
  rust_status: v.optional(ComponentStatus),
  target_status: v.optional(ComponentStatus),
  responsible: v.nullable(v.string()),
  linked_cryptex: v.array(v.string()),
  /** The first of its files. */
  path: v.string(),
  paths: v.array(v.string()),
  ports: v.array(v.string()),
  functions: count,
  ported_functions: count,
  bound_functions: count,
  lines: count,
  ported_lines: count,
  /** Percent of the functions. */
  coverage: v.pipe(count, v.maxValue(100)),
  /** Percent of the lines. */
  line_coverage: v.pipe(count, v.maxValue(100)),
  evidence: v.array(v.string()),
  note: v.optional(v.string()),
  risk: Risk,
  drifted: v.boolean(),
  /** Places of it could not be parsed. */
  unparsed: v.boolean(),
  updated_at: v.string(),
  details: v.array(ReportedFunction),
});
export type ReportedComponent = v.InferOutput<typeof ReportedComponent>;

export const GapReport = v.object({
  $schema: v.string(),
  report_version: v.literal(reportVersion),
  generator: v.object({ name: v.string(), version: v.string() }),
  generated_at: v.string(),
  commit: v.nullable(v.string()),
  settings: GapSettings,
  totals: v.object({
    ...GapTotals.entries,
    coverage: v.pipe(count, v.maxValue(100)),
    line_coverage: v.pipe(count, v.maxValue(100)),
  }),
  by_language: v.array(GroupTotals),
  by_folder: v.array(GroupTotals),
  by_responsible: v.array(GroupTotals),
  components: v.array(ReportedComponent),
  /** Legacy files that don't count, and why. */
  left_out: v.array(v.object({ path: v.string(), reason: v.string() })),
  problems: v.array(GapProblem),
});
export type GapReport = v.InferOutput<typeof GapReport>;

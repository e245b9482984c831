/** The gap audit: components of a legacy code base, their functions, and what of them has a counterpart. */
import * as v from 'valibot';
import { SourceLanguage } from './cryptex.ts';
import { count } from './values.ts';

/** What is ported from, and from which score on a match counts, unless somebody says otherwise. */
export const defaultLanguages: readonly SourceLanguage[] = ['c', 'python', 'powershell', 'yara'];
export const defaultThreshold = 0.6;

/** `drifted` is no status: what has drifted keeps that of before. */
export const ComponentStatus = v.picklist(['pending', 'in_progress', 'done', 'excluded']);
export type ComponentStatus = v.InferOutput<typeof ComponentStatus>;

export const Risk = v.picklist(['low', 'medium', 'high']);
export type Risk = v.InferOutput<typeof Risk>;

/** What speaks for a match, in falling weight. */
export const EvidenceKind = v.picklist([
  'person',
  'map',
  'marker',
  'name',
  'signature',
  'texts',
  'constants',
  'calls',
  'neighbours',
  'files',
]);
export type EvidenceKind = v.InferOutput<typeof EvidenceKind>;

export const Evidence = v.object({
  kind: EvidenceKind,
  /** In words, for people. */
  reason: v.string(),
  /** What it adds by itself, of 1. */
  weight: v.number(),
});
export type Evidence = v.InferOutput<typeof Evidence>;

/** A function of the target that may be the port of a legacy one. */
export const GapMatch = v.object({
  /** `src/scan.rs#Scanner::scan_mem`; only a path where the port is a whole file. */
  port: v.string(),
  /** Where it is; 1-based. Absent where nothing of that name is there. */
  line: v.optional(count),
  codename: v.optional(v.string()),
  /** From 0 to 1. */
  score: v.number(),
  evidence: v.array(Evidence),
});
export type GapMatch = v.InferOutput<typeof GapMatch>;

/**
 * `ported`: confirmed, or found with a score at the threshold or above. `candidate`: found with less. `bound`: the target
 * calls it through FFI, so it is still needed. `excluded`: needs no port. `missing`: nothing was found.
 */
export const FunctionState = v.picklist(['ported', 'candidate', 'bound', 'excluded', 'missing']);
export type FunctionState = v.InferOutput<typeof FunctionState>;

export const GapFunction = v.object({
  /** As the language spells it with its classes: `Scanner.run`. */
  symbol: v.string(),
  /** Of its file, relative to the root. */
  file: v.string(),
  codename: v.string(),
  line: count,
  /** Of the whole definition. */
  lines: count,
  state: FunctionState,
  /** The match that counts; absent where there is none. */
  match: v.optional(GapMatch),
  /** Who has said so, where a person or the map has. */
  saidBy: v.optional(v.string()),
  /** Ports that a person has rejected. */
  rejected: v.array(v.string()),
  /** The body is another than when the match was confirmed. */
  isDrifted: v.boolean(),
  /** Where the target calls it through FFI, or why it needs no port. */
  note: v.optional(v.string()),
});
export type GapFunction = v.InferOutput<typeof GapFunction>;

export const ComponentLanguage = v.union([SourceLanguage, v.literal('mixed')]);

/** A legacy source file, a rule file, or several that the map takes together. */
export const GapComponent = v.object({
  /** Its path, or the name that the map gives. */
  component: v.string(),
  language: ComponentLanguage,
  /** Its files, relative to the root. */
  paths: v.array(v.string()),
  status: ComponentStatus,
  /** Who has set the status, where it is not what was found. */
  statusBy: v.optional(v.string()),
  /** Why it is excluded; what a person or the map says of it otherwise. */
  note: v.optional(v.string()),
  responsible: v.optional(v.string()),
  /** Where its port is: files, or what the map says. */
  ports: v.array(v.string()),
  /** Those that count: not the excluded ones. */
  functions: count,
  ported: count,
  candidates: count,
  bound: count,
  drifted: count,
  /** Of the functions that count. */
  lines: count,
  portedLines: count,
  risk: Risk,
  /** What speaks for its status, in words. */
  evidence: v.array(v.string()),
  /** Codenames of its entries that count. */
  linked: v.array(v.string()),
  /** Places in it that could not be parsed. */
  syntaxErrors: v.boolean(),
  /** When its row became what it is; ISO 8601, UTC. */
  updatedAt: v.string(),
});
export type GapComponent = v.InferOutput<typeof GapComponent>;

/** Functions of a component that need nothing more: all of one that a person has called done. */
export function portedOf({ status, functions, ported }: Pick<GapComponent, 'status' | 'functions' | 'ported'>): number {
  return status === 'done' ? functions : ported;
}

/** As {@link portedOf}, of lines. */
export function portedLinesOf({
  status,
  lines,
  portedLines,
}: Pick<GapComponent, 'status' | 'lines' | 'portedLines'>): number {
  return status === 'done' ? lines : portedLines;
}

/** Of the first file; `.` for the root. */
export function folderOf({ paths }: Pick<GapComponent, 'paths'>): string {
  const [path = ''] = paths;
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash);
}

/** Percent, whole; 100 only when all is. */
export function coverage(ported: number, all: number): number {
  return all === 0 ? 100 : Math.floor((100 * ported) / all);
}

/** What a person says; the last word on a subject counts, `undecided` takes it back. */
export const DecisionKind = v.picklist(['status', 'responsible', 'exclude', 'confirm', 'reject', 'undecided']);
export type DecisionKind = v.InferOutput<typeof DecisionKind>;

export const GapDecision = v.object({
  /** Grows. */
  id: count,
  component: v.string(),
  /** `FILE#SYMBOL` where it is about a function; empty for the component. */
  subject: v.string(),
  kind: DecisionKind,
  /** The status, the responsible, the reason, the port. */
  value: v.string(),
  by: v.string(),
  /** ISO 8601, UTC. */
  at: v.string(),
  /** Of the function when a match was confirmed. */
  bodyHash: v.string(),
  /** Of the dictionary, for the subject and for the port, where they had one: by these they are known when they have moved. */
  entry: v.nullable(count),
  portEntry: v.nullable(count),
});
export type GapDecision = v.InferOutput<typeof GapDecision>;

export const GapTotals = v.object({
  components: count,
  pending: count,
  inProgress: count,
  done: count,
  excluded: count,
  drifted: count,
  functions: count,
  ported: count,
  bound: count,
  lines: count,
  portedLines: count,
});
export type GapTotals = v.InferOutput<typeof GapTotals>;

/** Functions and lines are those of components that are not excluded. */
export function totalsOf(components: readonly Omit<GapComponent, 'linked'>[]): GapTotals {
  const count = (status: ComponentStatus): number => components.filter((one) => one.status === status).length;
  const counted = components.filter(({ status }) => status !== 'excluded');
  const sum = (of: (component: Omit<GapComponent, 'linked'>) => number): number =>
    counted.reduce((all, one) => all + of(one), 0);
  return {
    ...{ components: components.length, pending: count('pending'), inProgress: count('in_progress') },
    ...{
      done: count('done'),
      excluded: count('excluded'),
      drifted: components.filter(({ drifted }) => drifted > 0).length,
    },
    ...{ functions: sum(({ functions }) => functions), ported: sum(portedOf) },
    ...{ bound: sum(({ bound }) => bound), lines: sum(({ lines }) => lines), portedLines: sum(portedLinesOf) },
  };
}

/** What was asked for, so that two reports can be told apart. */
export const GapSettings = v.object({
  target: SourceLanguage,
  languages: v.array(SourceLanguage),
  include: v.array(v.string()),
  exclude: v.array(v.string()),
  threshold: v.number(),
});
export type GapSettings = v.InferOutput<typeof GapSettings>;

/** One audit, for the trend. */
export const GapRun = v.object({
  id: count,
  at: v.string(),
  commit: v.optional(v.string()),
  settings: GapSettings,
  totals: GapTotals,
});
export type GapRun = v.InferOutput<typeof GapRun>;

/** Something that is not as it should be; the audit goes on. */
export const GapProblem = v.object({ file: v.string(), line: v.optional(count), message: v.string() });
export type GapProblem = v.InferOutput<typeof GapProblem>;

/** `of` is a component, or `FILE#SYMBOL` for one of its functions; a codename does for either. */
export const GapChange = v.variant('kind', [
  v.object({ kind: v.literal('status'), of: v.string(), status: ComponentStatus }),
  /** An empty name takes the last one back. */
  v.object({ kind: v.literal('responsible'), of: v.string(), responsible: v.string() }),
  v.object({ kind: v.literal('exclude'), of: v.string(), reason: v.string() }),
  /** Of a function, or of all of a component that have a match. Without `port` the match that was found. */
  v.object({ kind: v.literal('confirm'), of: v.string(), port: v.optional(v.string()) }),
  v.object({ kind: v.literal('reject'), of: v.string(), port: v.optional(v.string()) }),
  /** Takes back what was said. */
  v.object({ kind: v.literal('undecided'), of: v.string() }),
]);
export type GapChange = v.InferOutput<typeof GapChange>;

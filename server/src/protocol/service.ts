/**
 * Requests between the extension and the service host, over JSON-RPC on Node's IPC channel.
 *
 * Both sides name the methods through this table and check what arrives with its schemas.
 */
import * as v from 'valibot';
import { CatalogueUpdate, RuleHit, WorkspaceRules } from './catalogue.ts';
import { CompileResult, ExternalVariable } from './compileJob.ts';
import { Entry, EntryBrief, EntryChanges } from './cryptex.ts';
import {
  DictionaryPlace,
  DictionaryState,
  EntryChildren,
  EntryGraph,
  EntryGrouping,
  EntrySource,
  IndexProgress,
  IndexReport,
} from './dictionaryView.ts';
import { EngineInfo } from './engineInfo.ts';
import { GapChange, GapComponent, GapDecision, GapFunction } from './gap.ts';
import {
  GapAuditSettings,
  GapAuditSummary,
  GapChildren,
  GapFiles,
  GapGrouping,
  GapReportFormat,
  GapReportView,
  GapState,
} from './gapView.ts';
import {
  HistoryChange,
  HistoryComparison,
  HistoryEntry,
  HistoryPage,
  HistoryRecord,
  Retention,
  StoreChoice,
} from './history.ts';
import { MakeReadyProgress, MakeReadyReport, MakeReadyRequest } from './makeReady.ts';
import { SafeIndexRequest, SafeIndexWork, WriteSafeIndexRequest } from './safeIndex.ts';
import { ScanEvent, ScanFormat, ScanOutcome, ScanRequest } from './scan.ts';
import { count } from './values.ts';

export const CompileToFileRequest = v.object({
  rules: v.pipe(v.array(v.object({ path: v.string(), namespace: v.optional(v.string()) })), v.minLength(1)),
  output: v.string(),
  externals: v.array(ExternalVariable),
  includeDirectories: v.array(v.string()),
});
export type CompileToFileRequest = v.InferOutput<typeof CompileToFileRequest>;

const positive = v.pipe(count, v.minValue(1));

/** One row a request: its method name and the schemas of what goes and comes back. Each can be cancelled. */
export const serviceRequests = {
  describeEngine: { method: 'engine/describe', params: v.object({}), result: EngineInfo },
  compile: { method: 'rules/compile', params: CompileToFileRequest, result: CompileResult },
  /** Events of the scan arrive as `scan/events` notifications with the same `scan` before the result does. */
  scan: {
    method: 'scan/run',
    params: v.object({
      scan: v.string(),
      request: ScanRequest,
      /** Where the scan is recorded, under the name in its `started` event, and what is kept there of earlier ones. */
      record: v.optional(v.object({ store: StoreChoice, retention: Retention })),
    }),
    result: ScanOutcome,
  },
  /** Brings the catalogue in line with the disk, and makes it ready to be searched. */
  updateCatalogue: { method: 'catalogue/update', params: WorkspaceRules, result: CatalogueUpdate },
  /** Answers from the catalogue as it was brought up to date last. */
  findRules: {
    method: 'catalogue/find',
    params: v.object({
      rules: WorkspaceRules,
      query: v.string(),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1)),
    }),
    result: v.array(RuleHit),
  },
  /** Makes a safe index and writes nothing. */
  safeIndex: { method: 'rules/safeIndex', params: SafeIndexRequest, result: SafeIndexWork },
  /** Refused when one of the files has changed since the safe index was made. */
  writeSafeIndex: { method: 'rules/writeSafeIndex', params: WriteSafeIndexRequest, result: v.null() },
  /**
   * Works out what makes the rules of a folder ready for YARA-X, and writes nothing. Tells how far it is with
   * `rules/makeReadyProgress`, under the name `run`.
   */
  makeReady: {
    method: 'rules/makeReady',
    params: v.object({ ...MakeReadyRequest.entries, run: v.string() }),
    result: MakeReadyReport,
  },
  /** Holds a running scan back, or lets it go on: files under way are finished meanwhile. */
  pauseScan: {
    method: 'scan/pause',
    params: v.object({ scan: v.string(), paused: v.boolean() }),
    result: v.object({}),
  },
  /** Writes results to a file, absolute `output`. The host asks for them, see {@link exportPartRequest}. */
  exportScan: {
    method: 'scan/export',
    params: v.object({ export: v.string(), format: ScanFormat, output: v.string(), outcome: ScanOutcome }),
    result: v.object({}),
  },
  /** Recorded scans, newest first. Takes up what processes that were killed have left. */
  listHistory: { method: 'history/list', params: v.object({ store: StoreChoice }), result: v.array(HistoryEntry) },
  /** A page of what a scan told of files; `from` is the `next` of the page before. */
  showHistory: {
    method: 'history/show',
    params: v.object({
      store: StoreChoice,
      scan: v.string(),
      from: v.optional(count),
      limit: v.optional(v.pipe(count, v.minValue(1))),
    }),
    result: v.object({
      /** With the first page, unless there is no such scan. Its `request` runs the scan again. */
      record: v.optional(HistoryRecord),
      page: HistoryPage,
    }),
  },
  /** What the scan `after` has found and `before` has not, and what no more. All kinds of changes are counted. */
  compareHistory: {
    method: 'history/compare',
    params: v.object({
      store: StoreChoice,
      before: v.string(),
      after: v.string(),
      /** Those that are listed; new and gone when absent. */
      kinds: v.optional(v.pipe(v.array(HistoryChange.entries.kind), v.minLength(1))),
      from: v.optional(count),
      limit: v.optional(v.pipe(count, v.minValue(1))),
    }),
    result: HistoryComparison,
  },
  /** Answers how many of the scans there were. */
  removeHistory: {
    method: 'history/remove',
    params: v.object({ store: StoreChoice, scans: v.array(v.string()) }),
    result: count,
  },
  /** What there is of a dictionary. Makes none. */
  dictionaryState: {
    method: 'dictionary/state',
    params: v.object({ place: DictionaryPlace }),
    result: v.object({
      ...DictionaryState.entries,
      /** The root of the code base, absolute: the folder that was asked for, or one above it. */
      root: v.string(),
    }),
  },
  /** Brings the dictionary in line with the disk. Tells how far it is with `dictionary/progress`, under the name `run`. */
  indexDictionary: {
    method: 'dictionary/index',
    params: v.object({
      place: DictionaryPlace,
      run: v.string(),
      /** Only these files and folders, relative to the root; all of it when absent. */
      parts: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
      /** Globs of what is left out. */
      exclude: v.array(v.string()),
    }),
    result: IndexReport,
  },
  /** One level of the tree of entries. */
  dictionaryChildren: {
    method: 'dictionary/children',
    params: v.object({
      place: DictionaryPlace,
      grouping: EntryGrouping,
      /** Keys of the groups that lead there; none for the top. */
      path: v.array(v.string()),
      /** Words that an entry has to have. */
      filter: v.string(),
      /** Of the first entry of the page. */
      from: count,
      limit: positive,
    }),
    result: EntryChildren,
  },
  /** In the order of the file, which is relative to the root. */
  entriesOfFile: {
    method: 'dictionary/file',
    params: v.object({ place: DictionaryPlace, file: v.string() }),
    result: v.array(EntryBrief),
  },
  /** Those with this codename, alias, symbol or qualified name. */
  findEntries: {
    method: 'dictionary/find',
    params: v.object({ place: DictionaryPlace, name: v.string() }),
    result: v.array(EntryBrief),
  },
  /** The best first. */
  searchEntries: {
    method: 'dictionary/search',
    params: v.object({ place: DictionaryPlace, query: v.string(), limit: positive }),
    result: v.array(EntryBrief),
  },
  /** Null when there is none. */
  dictionaryEntry: {
    method: 'dictionary/entry',
    params: v.object({ place: DictionaryPlace, id: count }),
    result: v.nullable(Entry),
  },
  entrySource: {
    method: 'dictionary/source',
    params: v.object({ place: DictionaryPlace, id: count }),
    result: EntrySource,
  },
  entryGraph: {
    method: 'dictionary/graph',
    params: v.object({ place: DictionaryPlace, id: count, depth: positive }),
    result: EntryGraph,
  },
  /** Fails as `changed` when the entry has another revision by now. */
  annotateEntry: {
    method: 'dictionary/annotate',
    params: v.object({
      place: DictionaryPlace,
      id: count,
      /** The one that the author has seen. */
      revision: count,
      changes: EntryChanges,
      source: v.picklist(['human', 'model']),
    }),
    result: Entry,
  },
  /** What there is of an audit. Makes none. */
  gapState: { method: 'gap/state', params: v.object({ place: DictionaryPlace }), result: GapState },
  /**
   * Brings the dictionary in line with the disk, and the audit with the dictionary. Tells how far it is with
   * `dictionary/progress`, under the name `run`.
   */
  auditGap: {
    method: 'gap/audit',
    params: v.object({
      place: DictionaryPlace,
      run: v.string(),
      /** Globs of what the dictionary leaves out. */
      exclude: v.array(v.string()),
      settings: GapAuditSettings,
    }),
    result: GapAuditSummary,
  },
  /** One level of the tree of components. */
  gapChildren: {
    method: 'gap/children',
    params: v.object({
      place: DictionaryPlace,
      grouping: GapGrouping,
      /** Keys of the groups that lead there; none for the top. */
      path: v.array(v.string()),
      /** Words that a component has to have. */
      filter: v.string(),
      /** Of the first component of the page. */
      from: count,
      limit: positive,
    }),
    result: GapChildren,
  },
  /** A component with its functions and their matches; null when there is none. */
  gapComponent: {
    method: 'gap/component',
    params: v.object({ place: DictionaryPlace, component: v.string() }),
    result: v.nullable(v.object({ component: GapComponent, functions: v.array(GapFunction) })),
  },
  /** What people have decided of a component, the oldest first. */
  gapDecisions: {
    method: 'gap/decisions',
    params: v.object({ place: DictionaryPlace, component: v.string() }),
    result: v.array(GapDecision),
  },
  /** Answers the components that it is about, as they are then. */
  decideGap: {
    method: 'gap/decide',
    params: v.object({ place: DictionaryPlace, changes: v.pipe(v.array(GapChange), v.minLength(1)) }),
    result: v.array(GapComponent),
  },
  gapFiles: { method: 'gap/files', params: v.object({ place: DictionaryPlace }), result: GapFiles },
  gapReport: { method: 'gap/report', params: v.object({ place: DictionaryPlace }), result: GapReportView },
  /** Writes the last audit to a file, absolute `output`. */
  exportGap: {
    method: 'gap/export',
    params: v.object({ place: DictionaryPlace, format: GapReportFormat, output: v.string() }),
    result: v.object({}),
  },
} as const;
export type ServiceRequestName = keyof typeof serviceRequests;
export type ServiceParams<N extends ServiceRequestName> = v.InferOutput<(typeof serviceRequests)[N]['params']>;
export type ServiceResult<N extends ServiceRequestName> = v.InferOutput<(typeof serviceRequests)[N]['result']>;

export const scanEventsNotification = 'scan/events';
export const ScanEvents = v.object({ scan: v.string(), events: v.array(ScanEvent) });
export type ScanEvents = v.InferOutput<typeof ScanEvents>;

/**
 * A request of the host's: the next events of the scan that it exports, so that it gets no more than it has written.
 * No events are the end.
 */
export const exportPartRequest = 'scan/exportPart';
export const ExportPartParams = v.object({ export: v.string() });
export const ExportPart = v.object({ events: v.array(ScanEvent) });
export type ExportPart = v.InferOutput<typeof ExportPart>;

export const indexProgressNotification = 'dictionary/progress';
export const IndexProgressParams = v.object({ run: v.string(), progress: IndexProgress });
export type IndexProgressParams = v.InferOutput<typeof IndexProgressParams>;

export const makeReadyProgressNotification = 'rules/makeReadyProgress';
export const MakeReadyProgressParams = v.object({ run: v.string(), progress: MakeReadyProgress });
export type MakeReadyProgressParams = v.InferOutput<typeof MakeReadyProgressParams>;

/** The service host's start-up options, passed as one JSON argument. */
export const ServiceOptions = v.object({ libyara: v.optional(v.string()) });
export type ServiceOptions = v.InferOutput<typeof ServiceOptions>;

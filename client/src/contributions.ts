/**
 * What package.json contributes, as the code sees it: command, view and setting identifiers and context keys.
 *
 * A unit test holds this table and the manifest equal in both directions, so that neither can drift.
 */
import * as v from 'valibot';
import { SourceLanguage } from '../../server/src/protocol/cryptex.ts';
import { defaultLanguages, defaultThreshold } from '../../server/src/protocol/gap.ts';
import { defaultRetention } from '../../server/src/protocol/history.ts';
import { defaultExcludedModules } from '../../server/src/protocol/safeIndex.ts';

export interface CommandContribution {
  /** Offered in the command palette. The others are run by views, menus or code actions, with arguments. */
  readonly palette: boolean;
}

export const commands = {
  'yara.checkFile': { palette: true },
  'yara.compileRules': { palette: true },
  'yara.scanFile': { palette: true },
  'yara.scanFolder': { palette: true },
  'yara.findRule': { palette: true },
  'yara.makeSafeIndex': { palette: true },
  'yara.makeReady': { palette: true },
  'yara.selectEngine': { palette: true },
  'yara.obtainEngine': { palette: true },
  'yara.restartLanguageServer': { palette: true },
  'yara.showLog': { palette: true },
  'yara.showActions': { palette: false },
  'yara.declareExternal': { palette: false },
  'cryptex.safeIndex.showLeftOut': { palette: false },
  'cryptex.safeIndex.write': { palette: false },
  'cryptex.safeIndex.writeWithManifest': { palette: false },
  'cryptex.scan.cancel': { palette: true },
  'cryptex.scan.export': { palette: true },
  'cryptex.scan.history': { palette: true },
  'cryptex.scan.clear': { palette: true },
  'cryptex.dictionary.index': { palette: true },
  'cryptex.dictionary.cancelIndex': { palette: true },
  'cryptex.dictionary.search': { palette: true },
  'cryptex.dictionary.goToEntry': { palette: true },
  'cryptex.dictionary.reveal': { palette: true },
  'cryptex.dictionary.copyCodename': { palette: true },
  'cryptex.dictionary.suggestSummary': { palette: true },
  'cryptex.dictionary.groupBy': { palette: true },
  'cryptex.dictionary.filter': { palette: true },
  'cryptex.dictionary.clearFilter': { palette: true },
  'cryptex.dictionary.openEntry': { palette: false },
  'cryptex.dictionary.openSource': { palette: false },
  'cryptex.dictionary.showMore': { palette: false },
  'cryptex.dictionary.lookAgain': { palette: false },
  'cryptex.gap.openReport': { palette: true },
  'cryptex.gap.run': { palette: true },
  'cryptex.gap.cancel': { palette: true },
  'cryptex.gap.export': { palette: true },
  'cryptex.gap.groupBy': { palette: true },
  'cryptex.gap.filter': { palette: true },
  'cryptex.gap.clearFilter': { palette: true },
  'cryptex.gap.openSource': { palette: false },
  'cryptex.gap.openPort': { palette: false },
  'cryptex.gap.openBoth': { palette: false },
  'cryptex.gap.openEntry': { palette: false },
  'cryptex.gap.confirm': { palette: false },
  'cryptex.gap.reject': { palette: false },
  'cryptex.gap.linkPort': { palette: false },
  'cryptex.gap.setStatus': { palette: false },
  'cryptex.gap.assign': { palette: false },
  'cryptex.gap.exclude': { palette: false },
  'cryptex.gap.takeBack': { palette: false },
  'cryptex.gap.copyTask': { palette: false },
  'cryptex.gap.showDecisions': { palette: false },
  'cryptex.gap.reveal': { palette: false },
  'cryptex.gap.showMore': { palette: false },
  'cryptex.gap.lookAgain': { palette: false },
} as const satisfies Readonly<Record<string, CommandContribution>>;
export type CommandId = keyof typeof commands;

export const viewContainer = 'cryptex';
export const scanView = 'cryptex.scan';
export const dictionaryView = 'cryptex.dictionary';
export const gapView = 'cryptex.gap';
export const views = {
  [scanView]: { container: viewContainer },
  [dictionaryView]: { container: viewContainer },
  [gapView]: { container: viewContainer },
} as const;

/** The editor that shows bytes. */
export const hexView = 'cryptex.hexView';

/** The panel that shows entries of the dictionary; the editor brings it back when the window is reloaded. */
export const entryPanel = 'cryptex.entry';

/** The panel of the gap report, brought back likewise. */
export const gapReportPanel = 'cryptex.gapReport';

/** Set with `setContext`; used in `when` clauses of the manifest. */
export const contextKeys = {
  scanning: 'cryptex.scanning',
  hasScanResults: 'cryptex.hasScanResults',
  /** A `Standing` of the dictionary. */
  dictionary: 'cryptex.dictionaryStanding',
  indexing: 'cryptex.indexing',
  filtered: 'cryptex.dictionaryFiltered',
  /** A `Standing` of the gap audit. */
  gap: 'cryptex.gapStanding',
  auditing: 'cryptex.gapAuditing',
  gapFiltered: 'cryptex.gapFiltered',
} as const;

export type SettingScope = 'machine' | 'machine-overridable' | 'resource' | 'window';
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Schema and scope of every setting. A value that the schema refuses is read as the default. */
export const settings = {
  'yara.libyara.path': { scope: 'machine', schema: v.fallback(v.string(), '') },
  'yara.includeDirectories': { scope: 'resource', schema: v.fallback(v.array(v.string()), []) },
  'yara.compileRoots': { scope: 'resource', schema: v.fallback(v.array(v.string()), []) },
  'yara.externalVariables': {
    scope: 'resource',
    schema: v.fallback(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  },
  'yara.scannerVariables': { scope: 'resource', schema: v.fallback(v.boolean(), true) },
  'yara.safeIndex.excludeModules': {
    scope: 'resource',
    schema: v.fallback(v.array(v.string()), [...defaultExcludedModules]),
  },
  'yara.yaraX.diagnostics': { scope: 'resource', schema: v.fallback(v.boolean(), false) },
  'yara.scan.workers': { scope: 'machine', schema: v.fallback(count, 0) },
  'yara.scan.timeout': { scope: 'resource', schema: v.fallback(count, 60) },
  'cryptex.store.path': { scope: 'machine-overridable', schema: v.fallback(v.string(), '') },
  'cryptex.store.keepScans': { scope: 'window', schema: v.fallback(atLeastOne, defaultRetention.scans) },
  'cryptex.store.keepDays': { scope: 'window', schema: v.fallback(atLeastOne, defaultRetention.days) },
  'cryptex.store.keepMegabytes': { scope: 'window', schema: v.fallback(atLeastOne, defaultRetention.megabytes) },
  'cryptex.dictionary.codeLens': { scope: 'resource', schema: v.fallback(v.boolean(), false) },
  'cryptex.dictionary.followCursor': { scope: 'window', schema: v.fallback(v.boolean(), false) },
  'cryptex.gap.target': { scope: 'window', schema: v.fallback(SourceLanguage, 'rust') },
  'cryptex.gap.languages': { scope: 'window', schema: v.fallback(v.array(SourceLanguage), [...defaultLanguages]) },
  'cryptex.gap.include': { scope: 'window', schema: v.fallback(v.array(v.string()), []) },
  'cryptex.gap.exclude': { scope: 'window', schema: v.fallback(v.array(v.string()), []) },
  'cryptex.gap.threshold': { scope: 'window', schema: v.fallback(share, defaultThreshold) },
  'cryptex.gap.decorations': { scope: 'window', schema: v.fallback(v.boolean(), false) },
  'yara.trace.server': { scope: 'window', schema: v.fallback(v.picklist(['off', 'messages', 'verbose']), 'off') },
} as const satisfies Readonly<Record<string, { scope: SettingScope; schema: v.GenericSchema }>>;
export type SettingId = keyof typeof settings;
export type SettingValue<S extends SettingId> = v.InferOutput<(typeof settings)[S]['schema']>;

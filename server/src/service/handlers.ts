/** One row a request; a new one is added here and in `serviceRequests`. */
import { findRules, updateCatalogue } from './handlers/catalogue.ts';
import { compile } from './handlers/compile.ts';
import { describeEngine } from './handlers/describeEngine.ts';
import {
  annotateEntry,
  dictionaryChildren,
  dictionaryEntry,
  dictionaryState,
  entriesOfFile,
  entryGraph,
  entrySource,
  findEntries,
  indexDictionary,
  searchEntries,
} from './handlers/dictionary.ts';
import { exportScan } from './handlers/exportScan.ts';
import {
  auditGap,
  decideGap,
  exportGap,
  gapChildren,
  gapComponent,
  gapDecisions,
  gapFiles,
  gapReport,
  gapState,
} from './handlers/gap.ts';
import { compareHistory, listHistory, removeHistory, showHistory } from './handlers/history.ts';
import { makeReady } from './handlers/makeReady.ts';
import { pauseScan } from './handlers/pauseScan.ts';
import { safeIndex, writeSafeIndex } from './handlers/safeIndex.ts';
import { scan } from './handlers/scan.ts';
import type { RequestHandlers } from './requestHandler.ts';

export const handlers: RequestHandlers = {
  describeEngine,
  compile,
  scan,
  pauseScan,
  exportScan,
  updateCatalogue,
  findRules,
  safeIndex,
  writeSafeIndex,
  makeReady,
  listHistory,
  showHistory,
  compareHistory,
  removeHistory,
  dictionaryState,
  indexDictionary,
  dictionaryChildren,
  entriesOfFile,
  findEntries,
  searchEntries,
  dictionaryEntry,
  entrySource,
  entryGraph,
  annotateEntry,
  gapState,
  auditGap,
  gapChildren,
  gapComponent,
  gapDecisions,
  decideGap,
  gapFiles,
  gapReport,
  exportGap,
};

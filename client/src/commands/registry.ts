/** Every command and what it does; a command without a row does not compile. */
import * as vscode from 'vscode';
import type { App, CommandHandler } from '../app.ts';
import type { CommandId } from '../contributions.ts';
import { checkFile } from './checkFile.ts';
import { compileRules } from './compileRules.ts';
import { declareExternal } from './declareExternal.ts';
import { filterEntries, groupEntries, showMoreEntries } from './dictionaryTree.ts';
import {
  copyCodename,
  goToEntry,
  openEntry,
  openEntrySource,
  revealEntry,
  searchEntries,
  suggestEntrySummary,
} from './entries.ts';
import { exportScan } from './exportScan.ts';
import { findRule } from './findRule.ts';
import { exportGapReport, filterGap, groupGap, revealComponent, runGapAudit, showMoreComponents } from './gapAudit.ts';
import {
  assignComponent,
  confirmMatch,
  excludeFromGap,
  linkPort,
  rejectMatch,
  setGapStatus,
  showGapDecisions,
  takeBackDecision,
} from './gapDecisions.ts';
import { copyGapTask, openGapBoth, openGapEntry, openGapPort, openGapSource } from './gapPlaces.ts';
import { indexWorkspace } from './indexWorkspace.ts';
import { makeReady } from './makeReady.ts';
import { makeSafeIndex } from './makeSafeIndex.ts';
import { obtainEngine } from './obtainEngine.ts';
import { restartLanguageServer } from './restartLanguageServer.ts';
import { scanFile, scanFolder } from './scan.ts';
import { selectEngine } from './selectEngine.ts';
import { showActions } from './showActions.ts';
import { showHistory } from './showHistory.ts';
import { showLog } from './showLog.ts';
import { showSafeIndexLeftOut, writeSafeIndex, writeSafeIndexWithManifest } from './writeSafeIndex.ts';

const handlers: Readonly<Record<CommandId, CommandHandler>> = {
  'yara.checkFile': checkFile,
  'yara.compileRules': compileRules,
  'yara.scanFile': scanFile,
  'yara.scanFolder': scanFolder,
  'yara.findRule': findRule,
  'yara.makeSafeIndex': makeSafeIndex,
  'yara.makeReady': makeReady,
  'yara.selectEngine': selectEngine,
  'yara.obtainEngine': obtainEngine,
  'yara.restartLanguageServer': restartLanguageServer,
  'yara.showLog': showLog,
  'yara.showActions': showActions,
  'yara.declareExternal': declareExternal,
  'cryptex.safeIndex.showLeftOut': showSafeIndexLeftOut,
  'cryptex.safeIndex.write': writeSafeIndex,
  'cryptex.safeIndex.writeWithManifest': writeSafeIndexWithManifest,
  'cryptex.scan.cancel': (app) => app.scans.cancel(),
  'cryptex.scan.export': exportScan,
  'cryptex.scan.history': showHistory,
  'cryptex.scan.clear': (app) => {
    app.scans.clear();
    app.problems.clear();
  },
  'cryptex.dictionary.index': async (app) => {
    await indexWorkspace(app);
  },
  'cryptex.dictionary.cancelIndex': (app) => app.indexing.cancel(),
  'cryptex.dictionary.search': searchEntries,
  'cryptex.dictionary.goToEntry': goToEntry,
  'cryptex.dictionary.reveal': revealEntry,
  'cryptex.dictionary.copyCodename': copyCodename,
  'cryptex.dictionary.suggestSummary': suggestEntrySummary,
  'cryptex.dictionary.groupBy': groupEntries,
  'cryptex.dictionary.filter': filterEntries,
  'cryptex.dictionary.clearFilter': (app) => app.entryTree.grouped.filterBy(''),
  'cryptex.dictionary.openEntry': openEntry,
  'cryptex.dictionary.openSource': openEntrySource,
  'cryptex.dictionary.showMore': showMoreEntries,
  'cryptex.dictionary.lookAgain': (app) => app.dictionary.forget(),
  'cryptex.gap.openReport': (app) => app.gapReports.open(),
  'cryptex.gap.run': runGapAudit,
  'cryptex.gap.cancel': (app) => app.auditing.cancel(),
  'cryptex.gap.export': exportGapReport,
  'cryptex.gap.groupBy': groupGap,
  'cryptex.gap.filter': filterGap,
  'cryptex.gap.clearFilter': (app) => app.gapTree.grouped.filterBy(''),
  'cryptex.gap.openSource': openGapSource,
  'cryptex.gap.openPort': openGapPort,
  'cryptex.gap.openBoth': openGapBoth,
  'cryptex.gap.openEntry': openGapEntry,
  'cryptex.gap.confirm': confirmMatch,
  'cryptex.gap.reject': rejectMatch,
  'cryptex.gap.linkPort': linkPort,
  'cryptex.gap.setStatus': setGapStatus,
  'cryptex.gap.assign': assignComponent,
  'cryptex.gap.exclude': excludeFromGap,
  'cryptex.gap.takeBack': takeBackDecision,
  'cryptex.gap.copyTask': copyGapTask,
  'cryptex.gap.showDecisions': showGapDecisions,
  'cryptex.gap.reveal': revealComponent,
  'cryptex.gap.showMore': showMoreComponents,
  'cryptex.gap.lookAgain': (app) => app.gap.lookAgain(),
};

export function registerCommands(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) => handler(app, ...args)),
    ),
  );
}

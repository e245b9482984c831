/** What commands work with. */
import type * as vscode from 'vscode';
import type { CompileProblems } from './compileProblems.ts';
import type { Dictionary } from './dictionary/dictionary.ts';
import type { Indexing } from './dictionary/indexing.ts';
import type { EngineStateStore } from './engineState.ts';
import type { Auditing } from './gap/auditing.ts';
import type { GapAudit } from './gap/gapAudit.ts';
import type { YaraLanguageClient } from './languageClient.ts';
import type { Logs } from './logs.ts';
import type { SafeIndexPreviews } from './safeIndex/previews.ts';
import type { ScanController } from './scanController.ts';
import type { ServiceClient } from './serviceClient.ts';
import type { Comparisons } from './history/comparisons.ts';
import type { DictionaryTree } from './views/dictionaryTree/dictionaryTree.ts';
import type { GapTree } from './views/gapTree/gapTree.ts';
import type { EntryPanels } from './views/entryView/entryPanels.ts';
import type { GapReports } from './views/gapReport/gapReports.ts';
import type { HexViews } from './views/hexView/hexViews.ts';

export interface App {
  readonly extensionUri: vscode.Uri;
  readonly logs: Logs;
  readonly engine: EngineStateStore;
  readonly language: YaraLanguageClient;
  readonly service: ServiceClient;
  readonly scans: ScanController;
  readonly hexViews: HexViews;
  readonly comparisons: Comparisons;
  readonly problems: CompileProblems;
  readonly safeIndexes: SafeIndexPreviews;
  readonly dictionary: Dictionary;
  readonly indexing: Indexing;
  readonly entryTree: DictionaryTree;
  readonly entries: EntryPanels;
  readonly gapReports: GapReports;
  readonly gap: GapAudit;
  readonly auditing: Auditing;
  readonly gapTree: GapTree;
  /** Of the extension. */
  readonly version: string;
}

/** What a command does. Arguments come from menus, code actions and other extensions, and are checked. */
export type CommandHandler = (app: App, ...args: unknown[]) => Promise<void> | void;

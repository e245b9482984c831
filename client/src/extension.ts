/** Entry of the extension: builds what commands and views share, registers them, and starts the language server. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { App } from './app.ts';
import { revealInTree } from './commands/entries.ts';
import { registerCommands } from './commands/registry.ts';
import { CompileProblems } from './compileProblems.ts';
import { Dictionary } from './dictionary/dictionary.ts';
import { registerEditorFeatures } from './dictionary/editorFeatures.ts';
import { Indexing } from './dictionary/indexing.ts';
import { EngineStateStore } from './engineState.ts';
import { Auditing } from './gap/auditing.ts';
import { GapDecorations } from './gap/decorations.ts';
import { GapAudit } from './gap/gapAudit.ts';
import { Comparisons } from './history/comparisons.ts';
import { YaraLanguageClient } from './languageClient.ts';
import { Logs } from './logs.ts';
import { detectRuleFiles } from './ruleLanguage.ts';
import { SafeIndexPreviews } from './safeIndex/previews.ts';
import { ScanController } from './scanController.ts';
import { ServiceClient } from './serviceClient.ts';
import { readSetting } from './settings.ts';
import { registerStatusItem } from './statusItem.ts';
import { DictionaryTree } from './views/dictionaryTree/dictionaryTree.ts';
import { followCursor } from './views/dictionaryTree/followCursor.ts';
import { EntryPanels } from './views/entryView/entryPanels.ts';
import { GapReports } from './views/gapReport/gapReports.ts';
import { GapTree } from './views/gapTree/gapTree.ts';
import { HexViews } from './views/hexView/hexViews.ts';
import { registerScanPanel } from './views/scanPanel/panel.ts';

let language: YaraLanguageClient | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const app = buildApp(context);
  language = app.language;
  context.subscriptions.push(
    app.logs,
    app.engine,
    app.service,
    app.scans,
    app.hexViews,
    app.comparisons,
    app.problems,
    app.safeIndexes,
    app.dictionary,
    app.indexing,
    app.entryTree,
    app.entries,
    app.gapReports,
    app.gap,
    app.auditing,
    app.gapTree,
    new GapDecorations(app.gap, app.dictionary, app.logs),
    registerCommands(app),
    registerScanPanel(app),
    registerEditorFeatures(app.dictionary, app.logs),
    followCursor(app.dictionary, app.entryTree, app.logs),
    registerStatusItem(app.engine, app.scans),
    detectRuleFiles(),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void logged(app, app.language.trust())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('yara.libyara')) {
        app.service.restart();
      }
    }),
  );
  // After activation: loading the client's library is most of its cost, and nothing here waits for it.
  setImmediate(() => void logged(app, app.language.start()));
}

export async function deactivate(): Promise<void> {
  await language?.stop();
}

function buildApp({ extensionUri, extension, workspaceState }: vscode.ExtensionContext): App {
  const { version } = v.parse(v.object({ version: v.string() }), extension.packageJSON);
  const program = (name: string): string => vscode.Uri.joinPath(extensionUri, 'dist', name).fsPath;
  const logs = new Logs();
  const engine = new EngineStateStore();
  const service = new ServiceClient({
    modulePath: program('serviceHost.cjs'),
    options: () => {
      const libyara = readSetting('yara.libyara.path');
      return libyara === '' ? {} : { libyara };
    },
    log: {
      info: (message) => logs.channel('service').info(message),
      error: (message) => logs.channel('service').error(message),
    },
  });
  const scans = new ScanController(service);
  const dictionary = new Dictionary(service, logs);
  const gap = new GapAudit(service, dictionary, logs);
  const app: App = {
    extensionUri,
    logs,
    engine,
    service,
    language: new YaraLanguageClient(program('languageServer.cjs'), logs, engine),
    scans,
    comparisons: new Comparisons(),
    hexViews: new HexViews(extensionUri, scans, logs),
    problems: new CompileProblems(),
    safeIndexes: new SafeIndexPreviews(),
    dictionary,
    indexing: new Indexing(dictionary, logs),
    entryTree: new DictionaryTree(dictionary, workspaceState, logs),
    entries: new EntryPanels({ extensionUri, dictionary, logs, reveal: (entry) => revealInTree(app, entry) }),
    gapReports: new GapReports({
      extensionUri,
      source: { report: () => gap.ask('gapReport', {}), onDidChange: gap.onDidChange },
      uriOf: (file) => dictionary.uriOf(file),
      logs,
    }),
    gap,
    auditing: new Auditing(gap, dictionary, logs),
    gapTree: new GapTree(gap, workspaceState, logs),
    version,
  };
  return app;
}

/** For work that nobody waits for: its failure is in the log and in the status item. */
async function logged(app: App, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    app.logs.client.error(error instanceof Error ? error : String(error));
  }
}

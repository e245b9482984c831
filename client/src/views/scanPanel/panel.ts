/** The Scan view: what is scanned with what, how far it is, and what was found. The page draws; this answers it. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { FromScanPanel, type PanelState, type ToScanPanel } from '../../../../server/src/protocol/webview.ts';
import type { App } from '../../app.ts';
import { startScan } from '../../commands/scan.ts';
import { scanView } from '../../contributions.ts';
import { oneLine, visible } from '../../display.ts';
import { chooseRuleFiles } from '../../ruleFiles.ts';
import { revealRule } from '../../ruleSearch.ts';
import { ensureTrusted } from '../../trust.ts';
import { contextOf, detailsOf } from './answers.ts';
import { droppedPaths } from './droppedFiles.ts';
import { webviewOptions, webviewPage } from '../webviewPage.ts';
import { PanelFeed } from './panelFeed.ts';

/** Milliseconds between two updates while a scan runs. */
const pace = 100;

export function registerScanPanel(app: App): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider(scanView, {
    resolveWebviewView: (view) => {
      const panel = new ScanPanel(app, view.webview);
      view.onDidDispose(() => panel.dispose());
    },
  });
}

class ScanPanel implements vscode.Disposable {
  readonly #app: App;
  readonly #webview: vscode.Webview;
  readonly #feed: PanelFeed;
  readonly #subscriptions: vscode.Disposable;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;
  #shown = -1;

  constructor(app: App, webview: vscode.Webview) {
    this.#app = app;
    this.#webview = webview;
    this.#feed = new PanelFeed((message) => this.#send(message));
    webview.options = webviewOptions(app.extensionUri);
    this.#subscriptions = vscode.Disposable.from(
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      app.scans.onDidChange(({ atOnce }) => this.#changed(atOnce)),
      app.engine.onDidChange(() => this.#changed(true)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed(true)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changed(true)),
    );
    webview.html = webviewPage(webview, app.extensionUri, 'scanPanel', 'Scan');
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  #send(message: ToScanPanel): void {
    void this.#webview.postMessage(message);
  }

  #changed(atOnce: boolean): void {
    if (atOnce) {
      this.#update();
    } else {
      this.#timer ??= setTimeout(() => this.#update(), pace);
    }
  }

  #update(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isReady) {
      return;
    }
    const { number, results } = this.#app.scans.current;
    this.#send({ type: 'state', state: panelState(this.#app) });
    if (this.#shown === number) {
      this.#feed.more();
    } else {
      this.#shown = number;
      this.#feed.begin(number, results);
    }
  }

  #receive(message: unknown): void {
    const parsed = v.safeParse(FromScanPanel, message);
    if (parsed.success) {
      void this.#answer(parsed.output).catch((error: unknown) => {
        this.#app.logs.client.error(error instanceof Error ? error : String(error));
      });
    } else {
      this.#app.logs.client.error(`A message of the Scan view that is not understood: ${v.summarize(parsed.issues)}`);
    }
  }

  async #answer(message: FromScanPanel): Promise<void> {
    const { current } = this.#app.scans;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#shown = -1;
        this.#update();
        return;
      case 'taken':
        this.#feed.taken();
        return;
      case 'drop': {
        const paths = droppedPaths(message.addresses, vscode.env.remoteName !== undefined);
        if (paths.length > 0) this.#app.scans.choose({ targets: paths.map((path) => vscode.Uri.file(path)) });
        return;
      }
      case 'do':
        return this.#act(message.action);
      case 'details': {
        const details = message.scan === current.number ? detailsOf(current.results, message.result) : undefined;
        if (details !== undefined) {
          this.#send({ type: 'details', details: { scan: current.number, ...details } });
        }
        return;
      }
      case 'context':
        if (message.place.scan === current.number) {
          this.#send({ type: 'context', context: await contextOf(current.results, message.place) });
        }
        return;
      case 'open-file': {
        const { scan, result, pattern, match } = message.place;
        const row = scan === current.number ? current.results.rows[result] : undefined;
        const path = row && current.results.files[row.file];
        const place = row?.patterns[pattern]?.matches[match];
        if (path !== undefined && place !== undefined) {
          await this.#app.hexViews.show(path, { offset: place.offset, length: place.length });
        }
        return;
      }
      case 'open-rule': {
        const row = message.scan === current.number ? current.results.rows[message.result] : undefined;
        const rule = row && current.results.rules[row.rule];
        const pattern = message.pattern === undefined ? undefined : row?.patterns[message.pattern]?.identifier;
        if (rule !== undefined) {
          await revealRule(current.rules, rule.rule, pattern);
        }
        return;
      }
    }
  }

  async #act(action: Extract<FromScanPanel, { type: 'do' }>['action']): Promise<void> {
    const { scans } = this.#app;
    switch (action) {
      case 'choose-rules': {
        const rules = await chooseRuleFiles();
        if (rules !== undefined) scans.choose({ rules });
        return;
      }
      case 'choose-files':
      case 'choose-folder': {
        const isFolder = action === 'choose-folder';
        const targets = await vscode.window.showOpenDialog({
          title: isFolder ? vscode.l10n.t('Folder to Scan') : vscode.l10n.t('Files to Scan'),
          openLabel: vscode.l10n.t('Choose'),
          canSelectFiles: !isFolder,
          canSelectFolders: isFolder,
          canSelectMany: true,
        });
        if (targets !== undefined) scans.choose({ targets });
        return;
      }
      case 'start':
        if (await ensureTrusted(vscode.l10n.t('Scanning'))) {
          await startScan(this.#app, scans.choice.rules, scans.choice.targets);
        }
        return;
      case 'cancel':
        scans.cancel();
        return;
      case 'pause':
      case 'resume':
        return scans.pause(action === 'pause');
      case 'trust':
        await vscode.commands.executeCommand('workbench.trust.manage');
        return;
      case 'obtain-engine':
        await vscode.commands.executeCommand('yara.obtainEngine');
        return;
      case 'select-engine':
        await vscode.commands.executeCommand('yara.selectEngine');
        return;
      case 'open-folder':
        await vscode.commands.executeCommand('workbench.action.files.openFolder');
        return;
    }
  }
}

function panelState({ scans, engine }: App): PanelState {
  const { current, phase, choice } = scans;
  const { totals, summary, slowest, dropped } = current.results;
  const shown = (uri: vscode.Uri): string => visible(vscode.workspace.asRelativePath(uri));
  return {
    scan: current.number,
    standing: !vscode.workspace.isTrusted
      ? 'untrusted'
      : engine.current.state === 'missing'
        ? 'engine-missing'
        : vscode.workspace.workspaceFolders === undefined && choice.rules.length === 0
          ? 'no-folder'
          : 'ready',
    phase: scans.isPaused ? 'paused' : phase.type,
    ...(phase.type === 'failed' && {
      failure: oneLine(phase.error instanceof Error ? phase.error.message : String(phase.error)),
    }),
    rules: choice.rules.map(shown),
    targets: choice.targets.map(shown),
    counters: {
      found: totals.found,
      // Matches of a file may come before the totals that count it.
      files: summary?.files ?? Math.max(totals.done, totals.matchedFiles + totals.errors),
      bytes: summary?.bytes ?? totals.bytes,
      matchedFiles: summary?.matchedFiles ?? totals.matchedFiles,
      matches: summary?.matches ?? totals.matches,
      errors: summary?.errors ?? totals.errors,
      walking: totals.walking,
      milliseconds: summary?.milliseconds ?? scans.elapsed,
    },
    slowest: [...slowest],
    dropped,
  };
}

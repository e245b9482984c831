/** The gap report in an editor of its own: brings the page the audit, and does what a person asks for there. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { FromGapReport, type ToGapReport } from '../../../../server/src/protocol/gapReportPage.ts';
import type { GapReportView } from '../../../../server/src/protocol/gapView.ts';
import { gapReportPanel } from '../../contributions.ts';
import { notificationSafe } from '../../display.ts';
import type { Logs } from '../../logs.ts';
import { isCancellation } from '../../serviceErrors.ts';
import { webviewOptions, webviewPage } from '../webviewPage.ts';
import { openFile } from './openFile.ts';

/** Where the report comes from. */
export interface ReportSource {
  readonly report: () => Promise<GapReportView>;
  /** The audit, or whether there is one, may have changed. */
  readonly onDidChange: vscode.Event<void>;
}

export interface GapReportPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly source: ReportSource;
  /** Of a file relative to the root; undefined for a path that leads out of it. */
  readonly uriOf: (file: string) => vscode.Uri | undefined;
  readonly logs: Logs;
}

export class GapReportPanel implements vscode.Disposable {
  readonly #options: GapReportPanelOptions;
  readonly #panel: vscode.WebviewPanel;
  readonly #subscriptions: vscode.Disposable;
  readonly onDidEnd: vscode.Event<void>;
  #shown: GapReportView | undefined;
  #isReady = false;
  #isAuditing = false;
  #isReading = false;
  /** There may be a newer report than the one that was read last. */
  #isStale = false;

  /** In `panel` where the editor has brought one back, otherwise in a new one. */
  constructor(options: GapReportPanelOptions, panel?: vscode.WebviewPanel) {
    this.#options = options;
    const title = vscode.l10n.t('Gap Report');
    this.#panel = panel ?? vscode.window.createWebviewPanel(gapReportPanel, title, vscode.ViewColumn.Active);
    const { webview } = this.#panel;
    webview.options = webviewOptions(options.extensionUri);
    this.onDidEnd = this.#panel.onDidDispose;
    this.#subscriptions = vscode.Disposable.from(
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      this.#panel.onDidChangeViewState(() => {
        // A hidden page is thrown away; a new one says that it is ready.
        if (!this.#panel.visible) this.#isReady = false;
      }),
      options.source.onDidChange(() => this.#log(this.#show())),
      this.#panel.onDidDispose(() => this.#end()),
    );
    webview.html = webviewPage(webview, options.extensionUri, 'gapReport', 'Gap Report');
  }

  dispose(): void {
    this.#panel.dispose();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  #end(): void {
    this.#subscriptions.dispose();
  }

  #send(message: ToGapReport): void {
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  /** Shows the report as it is now. While it is read, any number of changes lead to one more reading. */
  async #show(): Promise<void> {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    // A hidden page asks when it is shown again.
    while (this.#isStale && this.#isReady) {
      this.#isStale = false;
      await this.#read();
    }
    this.#isReading = false;
  }

  async #read(): Promise<void> {
    try {
      this.#shown = await this.#options.source.report();
      const { components, runs } = this.#shown;
      // Undefined does not travel.
      const rows = components.map((component) => ({ ...component, linked: undefined }));
      this.#send({ type: 'report', components: rows, runs });
    } catch (error) {
      this.#options.logs.client.error(error instanceof Error ? error : String(error));
      this.#send({ type: 'failed', reason: vscode.l10n.t('The audit could not be read. {0}', reasonOf(error)) });
    }
  }

  #receive(message: unknown): void {
    const parsed = v.safeParse(FromGapReport, message);
    if (parsed.success) this.#log(this.#answer(parsed.output));
    else
      this.#options.logs.client.error(
        `A message of the gap report's page that is not understood: ${v.summarize(parsed.issues)}`,
      );
  }

  #log(work: Promise<void>): void {
    void work.catch((error: unknown) => {
      if (isCancellation(error)) return;
      this.#options.logs.client.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(notificationSafe(reasonOf(error)));
    });
  }

  async #answer(message: FromGapReport): Promise<void> {
    const { uriOf } = this.#options;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#send({ type: 'auditing', isRunning: this.#isAuditing });
        return this.#show();
      case 'audit':
        return this.#audit();
      case 'reveal':
        await vscode.commands.executeCommand('cryptex.gap.reveal', message.component);
        return;
      case 'open-source':
        return openFile({
          places: this.#component(message.component)?.paths ?? [],
          uriOf,
          title: vscode.l10n.t('The files of the component'),
        });
      case 'open-port':
        return openFile({
          places: this.#component(message.component)?.ports ?? [],
          uriOf,
          title: vscode.l10n.t('The files of the port'),
        });
    }
  }

  #component(name: string): GapReportView['components'][number] | undefined {
    return this.#shown?.components.find(({ component }) => component === name);
  }

  async #audit(): Promise<void> {
    if (this.#isAuditing) return;
    this.#isAuditing = true;
    this.#send({ type: 'auditing', isRunning: true });
    try {
      await vscode.commands.executeCommand('cryptex.gap.run');
    } finally {
      this.#isAuditing = false;
      this.#send({ type: 'auditing', isRunning: false });
      await this.#show();
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

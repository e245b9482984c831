/** The page of an entry, in an editor of its own: answers what the page asks, and saves what a person writes in it. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Entry } from '../../../../server/src/protocol/cryptex.ts';
import type { EntrySource } from '../../../../server/src/protocol/dictionaryView.ts';
import { FromEntryView, type ToEntryView } from '../../../../server/src/protocol/entryView.ts';
import { entryPanel } from '../../contributions.ts';
import type { Dictionary } from '../../dictionary/dictionary.ts';
import { openSource } from '../../dictionary/openSource.ts';
import { suggestSummary } from '../../dictionary/suggestSummary.ts';
import { notificationSafe, visible } from '../../display.ts';
import type { Logs } from '../../logs.ts';
import { EngineRequestError, isCancellation } from '../../serviceErrors.ts';
import { webviewOptions, webviewPage } from '../webviewPage.ts';
import { Trail } from './trail.ts';

export interface EntryPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly dictionary: Dictionary;
  readonly logs: Logs;
  readonly reveal: (entry: Entry) => Promise<void>;
}

type Save = Extract<FromEntryView, { type: 'save' }>;

export class EntryPanel implements vscode.Disposable {
  readonly #options: EntryPanelOptions;
  readonly #panel: vscode.WebviewPanel;
  readonly #subscriptions: vscode.Disposable;
  readonly #trail = new Trail();
  readonly #ended = new vscode.EventEmitter<void>();
  readonly onDidEnd = this.#ended.event;
  #shown: { readonly entry: Entry; readonly source: EntrySource } | undefined;
  #isReady = false;
  #asking: vscode.CancellationTokenSource | undefined;
  /** The entry to ask a language model about when it is shown. */
  #suggestNext: number | undefined;

  /** In `panel` where the editor has brought one back, otherwise in a new one. */
  constructor(options: EntryPanelOptions, panel?: vscode.WebviewPanel) {
    this.#options = options;
    const { extensionUri, dictionary } = options;
    this.#panel =
      panel ?? vscode.window.createWebviewPanel(entryPanel, vscode.l10n.t('Cryptex Entry'), vscode.ViewColumn.Active);
    const { webview } = this.#panel;
    webview.options = webviewOptions(extensionUri);
    this.#subscriptions = vscode.Disposable.from(
      this.#ended,
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      this.#panel.onDidChangeViewState(() => {
        // A hidden page is thrown away; a new one says that it is ready.
        if (!this.#panel.visible) this.#isReady = false;
      }),
      dictionary.onDidChange(() => this.#log(this.#show())),
      this.#panel.onDidDispose(() => this.#end()),
    );
    webview.html = webviewPage(webview, extensionUri, 'entryView', 'Cryptex Entry');
  }

  /** The entry that is shown, while the panel is the active editor. */
  get active(): Entry | undefined {
    return this.#panel.active ? this.#shown?.entry : undefined;
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async open(id: number): Promise<void> {
    this.#panel.reveal();
    await this.resume(id);
  }

  /** Shows an entry wherever the panel is. */
  async resume(id: number): Promise<void> {
    this.#trail.go(id);
    await this.#show();
  }

  /** Shows an entry and asks a language model about it, at once or when its page is there. */
  async suggestFor(id: number): Promise<void> {
    this.#suggestNext = id;
    await this.open(id);
  }

  /** Asks a language model about the entry that is shown. */
  async #suggest(): Promise<void> {
    if (!this.#shown) return;
    const { entry, source } = this.#shown;
    const { id } = entry;
    this.#asking?.cancel();
    const asking = new vscode.CancellationTokenSource();
    this.#asking = asking;
    this.#send({ type: 'suggestion', id, suggestion: { state: 'asking' } });
    const suggestion = await suggestSummary(entry, source.lines, asking.token);
    if (!asking.token.isCancellationRequested) this.#send({ type: 'suggestion', id, suggestion });
    asking.dispose();
  }

  #end(): void {
    this.#asking?.cancel();
    this.#ended.fire();
    this.#subscriptions.dispose();
  }

  #send(message: ToEntryView): void {
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  /** Reads the entry at the place of the trail, and shows it if that is still the place then. */
  async #show(): Promise<void> {
    const id = this.#trail.current;
    // A hidden page asks when it is shown again.
    if (id === undefined || !this.#isReady) return;
    const { dictionary } = this.#options;
    try {
      const [entry, source] = await Promise.all([
        dictionary.ask('dictionaryEntry', { id }),
        dictionary.ask('entrySource', { id }),
      ]);
      if (id !== this.#trail.current) return;
      if (!entry) {
        this.#send({ type: 'failed', reason: vscode.l10n.t('There is no such entry in the dictionary any more.') });
        return;
      }
      if (this.#shown?.entry.id !== id) this.#asking?.cancel();
      this.#shown = { entry, source };
      this.#panel.title = visible(entry.codename, 60);
      this.#send({ type: 'entry', entry, source, back: this.#trail.hasBack, forward: this.#trail.hasForward });
      if (this.#suggestNext === id) {
        this.#suggestNext = undefined;
        this.#log(this.#suggest());
      }
    } catch (error) {
      this.#options.logs.client.error(error instanceof Error ? error : String(error));
      this.#send({ type: 'failed', reason: vscode.l10n.t('The entry could not be read. {0}', reasonOf(error)) });
    }
  }

  #receive(message: unknown): void {
    const parsed = v.safeParse(FromEntryView, message);
    if (parsed.success) {
      this.#log(this.#answer(parsed.output));
    } else {
      this.#options.logs.client.error(
        `A message of an entry's page that is not understood: ${v.summarize(parsed.issues)}`,
      );
    }
  }

  #log(work: Promise<void>): void {
    void work.catch((error: unknown) => {
      if (isCancellation(error)) return;
      this.#options.logs.client.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(notificationSafe(reasonOf(error)));
    });
  }

  async #answer(message: FromEntryView): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        return this.#show();
      case 'go':
        this.#trail.go(message.id);
        return this.#show();
      case 'back':
        this.#trail.back();
        return this.#show();
      case 'forward':
        this.#trail.forward();
        return this.#show();
      case 'graph': {
        const { id, depth } = message;
        const graph = await this.#options.dictionary.ask('entryGraph', { id, depth });
        this.#send({ type: 'graph', id, depth, graph });
        return;
      }
      case 'save':
        return this.#save(message);
      case 'cancel-suggestion':
        this.#asking?.cancel();
        return;
      case 'suggest':
        if (message.id === this.#shown?.entry.id) await this.#suggest();
        return;
      case 'open-source':
      case 'copy-codename':
      case 'reveal':
        if (message.id === this.#shown?.entry.id) await this.#act(message, this.#shown.entry);
        return;
    }
  }

  async #act(
    message: Extract<FromEntryView, { type: 'open-source' | 'copy-codename' | 'reveal' }>,
    entry: Entry,
  ): Promise<void> {
    switch (message.type) {
      case 'open-source':
        return openSource(this.#options.dictionary, entry, {
          line: message.line,
          viewColumn: vscode.ViewColumn.Beside,
        });
      case 'copy-codename':
        await vscode.env.clipboard.writeText(entry.codename);
        return;
      case 'reveal':
        return this.#options.reveal(entry);
    }
  }

  /** Shows the entry as it is then, whatever came of it. */
  async #save({ id, revision, changes, source }: Save): Promise<void> {
    const { dictionary } = this.#options;
    try {
      await dictionary.ask('annotateEntry', { id, revision, changes, source });
      // Other views show it too.
      dictionary.entriesChanged();
      await this.#show();
      this.#send({ type: 'saved', id });
    } catch (error) {
      const isConflict = error instanceof EngineRequestError && error.failure.code === 'changed';
      if (isConflict) await this.#show();
      else this.#options.logs.client.error(error instanceof Error ? error : String(error));
      this.#send({ type: 'not-saved', id, isConflict, reason: reasonOf(error) });
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

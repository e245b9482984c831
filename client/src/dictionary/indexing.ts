/** Indexing the workspace: one at a time, with progress in the view, and quietly for files that change in the editor. */
import * as vscode from 'vscode';
import type { IndexProgress, IndexReport } from '../../../server/src/protocol/dictionaryView.ts';
import { contextKeys, dictionaryView } from '../contributions.ts';
import { visible } from '../display.ts';
import { withFileProgress } from '../fileProgress.ts';
import type { Logs } from '../logs.ts';
import type { Dictionary } from './dictionary.ts';
import { languageOf } from './sourceDocuments.ts';

/** Milliseconds in which changed files are gathered. */
const pace = 200;

export class Indexing implements vscode.Disposable {
  readonly #dictionary: Dictionary;
  readonly #logs: Logs;
  readonly #subscription: vscode.Disposable;
  readonly #stale = new Set<string>();
  #running: { readonly done: Promise<IndexReport | undefined>; readonly cancel: () => void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(dictionary: Dictionary, logs: Logs) {
    this.#dictionary = dictionary;
    this.#logs = logs;
    const { workspace } = vscode;
    this.#subscription = vscode.Disposable.from(
      workspace.onDidSaveTextDocument((document) => {
        // Rules are indexed too.
        if (languageOf(document) !== undefined || document.languageId === 'yara') this.#hasChanged([document.uri]);
      }),
      workspace.onDidCreateFiles(({ files }) => this.#hasChanged(files)),
      workspace.onDidDeleteFiles(({ files }) => this.#hasChanged(files)),
      workspace.onDidRenameFiles(({ files }) =>
        this.#hasChanged(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
      ),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#running?.cancel();
    this.#subscription.dispose();
  }

  /** Indexes everything; joins the indexing that runs already. Undefined when it is cancelled. @throws as requests do */
  async run(): Promise<IndexReport | undefined> {
    if (!this.#running) {
      const source = new vscode.CancellationTokenSource();
      const done = this.#run(source.token).finally(() => {
        this.#running = undefined;
        source.dispose();
        this.#indexing(false);
        this.#later();
      });
      this.#running = { done, cancel: () => source.cancel() };
      this.#indexing(true);
    }
    return await this.#running.done;
  }

  cancel(): void {
    this.#running?.cancel();
  }

  async #run(token: vscode.CancellationToken): Promise<IndexReport | undefined> {
    const shown = {
      view: dictionaryView,
      title: vscode.l10n.t('Indexing'),
      item: 'cryptex.indexing',
      itemName: vscode.l10n.t('Cryptex Indexing'),
      cancel: 'cryptex.dictionary.cancelIndex',
      cancelTitle: vscode.l10n.t('Cancel Indexing'),
      text: ({ files, found }: IndexProgress) => vscode.l10n.t('Cryptex: {0} of {1} files', files, found),
    } as const;
    const report = await withFileProgress(shown, token, (tell) => this.#dictionary.index(undefined, tell, token));
    if (report) this.#logProblems(report);
    return report;
  }

  /** In the editor; what other programs do is found by the next indexing. */
  #hasChanged(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) {
      const file = this.#dictionary.relative(uri);
      if (file !== undefined) this.#stale.add(file);
    }
    this.#later();
  }

  #later(): void {
    if (this.#stale.size === 0 || this.#running) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#indexStale(), pace);
  }

  /** Brings files in line that have changed; only where there is a dictionary, and nobody waits for it. */
  async #indexStale(): Promise<void> {
    if (this.#running) return;
    const parts = [...this.#stale];
    this.#stale.clear();
    try {
      if (!(await this.#dictionary.isThere())) return;
      await this.#dictionary.index(parts, () => undefined);
    } catch (error) {
      this.#logs.client.error(error instanceof Error ? error : String(error));
    }
  }

  #logProblems({ problems }: IndexReport): void {
    for (const { file, message } of problems) {
      this.#logs.client.warn(`${visible(file)} is not, or not all, in the dictionary. ${visible(message)}`);
    }
  }

  #indexing(isIndexing: boolean): void {
    void vscode.commands.executeCommand('setContext', contextKeys.indexing, isIndexing);
  }
}

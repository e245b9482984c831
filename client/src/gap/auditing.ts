/** Auditing the workspace: one audit at a time, with progress in the view, and quietly after what it is of has changed. */
import * as vscode from 'vscode';
import type { IndexProgress } from '../../../server/src/protocol/dictionaryView.ts';
import type { GapAuditSummary } from '../../../server/src/protocol/gapView.ts';
import { contextKeys, gapView } from '../contributions.ts';
import type { Dictionary } from '../dictionary/dictionary.ts';
import { visible } from '../display.ts';
import { withFileProgress } from '../fileProgress.ts';
import type { Logs } from '../logs.ts';
import { Follower } from './follower.ts';
import type { GapAudit } from './gapAudit.ts';

/** Milliseconds in which changes are gathered. Those of source files have been gathered by the indexing already. */
const pace = 20;

const mapFile = '.cryptex/gap-map.json';

/** Settings that change what an audit finds. */
const decisive = ['target', 'languages', 'include', 'exclude', 'threshold'] as const;

/**
 * Source files are left to the indexing: it brings the dictionary in line with them, and the audit follows the dictionary.
 * So each file is read once, and an audit finds the dictionary as it should be.
 */
export class Auditing implements vscode.Disposable {
  readonly #audit: GapAudit;
  readonly #dictionary: Dictionary;
  readonly #logs: Logs;
  readonly #subscription: vscode.Disposable;
  #running: { readonly done: Promise<GapAuditSummary | undefined>; readonly cancel: () => void } | undefined;
  readonly #follower = new Follower(() => this.#auditQuietly(), pace);
  /** The change of the dictionary that is told is that of an audit. */
  #isTelling = false;

  constructor(audit: GapAudit, dictionary: Dictionary, logs: Logs) {
    this.#audit = audit;
    this.#dictionary = dictionary;
    this.#logs = logs;
    const { workspace } = vscode;
    this.#subscription = vscode.Disposable.from(
      dictionary.onDidChange(() => {
        if (!this.#isTelling && dictionary.standing === 'ready') this.#follower.change();
      }),
      workspace.onDidSaveTextDocument(({ uri }) => this.#hasChanged([uri])),
      workspace.onDidCreateFiles(({ files }) => this.#hasChanged(files)),
      workspace.onDidDeleteFiles(({ files }) => this.#hasChanged(files)),
      workspace.onDidRenameFiles(({ files }) =>
        this.#hasChanged(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
      ),
      workspace.onDidChangeConfiguration((event) => {
        if (decisive.some((name) => event.affectsConfiguration(`cryptex.gap.${name}`))) this.#follower.change();
      }),
    );
  }

  dispose(): void {
    this.#follower.dispose();
    this.#running?.cancel();
    this.#subscription.dispose();
  }

  /** Audits; joins the audit that a person has started already. Undefined when it is cancelled. @throws as requests do */
  async run(): Promise<GapAuditSummary | undefined> {
    if (!this.#running) {
      const source = new vscode.CancellationTokenSource();
      const done = this.#run(source.token).finally(() => {
        this.#running = undefined;
        source.dispose();
        this.#auditing(false);
      });
      this.#running = { done, cancel: () => source.cancel() };
      this.#auditing(true);
    }
    return await this.#running.done;
  }

  cancel(): void {
    this.#running?.cancel();
  }

  async #run(token: vscode.CancellationToken): Promise<GapAuditSummary | undefined> {
    const shown = {
      view: gapView,
      title: vscode.l10n.t('Auditing'),
      item: 'cryptex.auditing',
      itemName: vscode.l10n.t('Cryptex Gap Audit'),
      cancel: 'cryptex.gap.cancel',
      cancelTitle: vscode.l10n.t('Cancel Gap Audit'),
      text: ({ files, found }: IndexProgress) => vscode.l10n.t('Gap audit: {0} of {1} files', files, found),
    } as const;
    const summary = await withFileProgress(shown, token, (tell) =>
      this.#follower.run(() => this.#auditNow(tell, token)),
    );
    for (const { file, line, message } of summary?.problems ?? []) {
      const place = line === undefined ? file : `${file}:${line}`;
      this.#logs.client.warn(`Gap audit: ${visible(place)}: ${visible(message)}`);
    }
    return summary;
  }

  async #auditNow(tell: (progress: IndexProgress) => void, token?: vscode.CancellationToken): Promise<GapAuditSummary> {
    const summary = await this.#audit.audit(tell, token);
    if (summary.reindexed) {
      this.#isTelling = true;
      this.#dictionary.entriesChanged();
      this.#isTelling = false;
    }
    return summary;
  }

  /** In the editor; what other programs do is found by the next audit. */
  #hasChanged(uris: readonly vscode.Uri[]): void {
    if (uris.some((uri) => this.#dictionary.relative(uri) === mapFile)) this.#follower.change();
  }

  /** Only where there is an audit, and nobody waits for it. */
  async #auditQuietly(): Promise<void> {
    try {
      if (await this.#audit.isThere()) await this.#auditNow(() => undefined);
    } catch (error) {
      this.#logs.client.error(error instanceof Error ? error : String(error));
    }
  }

  #auditing(isAuditing: boolean): void {
    void vscode.commands.executeCommand('setContext', contextKeys.auditing, isAuditing);
  }
}

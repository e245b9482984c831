/** By setting, the explorer shows how far each legacy file is ported. */
import * as vscode from 'vscode';
import type { ComponentStatus } from '../../../server/src/protocol/gap.ts';
import type { Dictionary } from '../dictionary/dictionary.ts';
import type { Logs } from '../logs.ts';
import { readSetting } from '../settings.ts';
import type { GapAudit } from './gapAudit.ts';
import { componentStatusName, statusLooks } from './words.ts';

const setting = 'cryptex.gap.decorations';

const badges: Readonly<Record<ComponentStatus, string>> = { pending: '○', in_progress: '◐', done: '✓', excluded: '–' };

export class GapDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #audit: GapAudit;
  readonly #dictionary: Dictionary;
  readonly #logs: Logs;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;
  /** By path; asked for with the first file that is shown after something has changed. */
  #statuses: Promise<ReadonlyMap<string, ComponentStatus>> | undefined;

  constructor(audit: GapAudit, dictionary: Dictionary, logs: Logs) {
    this.#audit = audit;
    this.#dictionary = dictionary;
    this.#logs = logs;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      audit.onDidChange(() => this.#forget()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) this.#forget();
      }),
      vscode.window.registerFileDecorationProvider(this),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    if (!readSetting(setting)) return undefined;
    this.#statuses ??= this.#read();
    const statuses = await this.#statuses;
    const path = this.#dictionary.relative(uri);
    const status = path === undefined ? undefined : statuses.get(path);
    if (status === undefined) return undefined;
    const { color } = statusLooks[status];
    const tooltip = vscode.l10n.t('Gap audit: {0}', componentStatusName(status).toLowerCase());
    return new vscode.FileDecoration(badges[status], tooltip, new vscode.ThemeColor(color));
  }

  async #read(): Promise<ReadonlyMap<string, ComponentStatus>> {
    try {
      if (!(await this.#audit.isThere())) return new Map();
      const files = await this.#audit.ask('gapFiles', {});
      return new Map(files.map(({ path, status }) => [path, status]));
    } catch (error) {
      this.#logs.client.error(error instanceof Error ? error : String(error));
      return new Map();
    }
  }

  #forget(): void {
    this.#statuses = undefined;
    this.#changed.fire(undefined);
  }
}

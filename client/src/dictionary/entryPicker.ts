/** The quick pick of "Search Cryptex…": asks the service host on each change of the text, and opens what is chosen. */
import * as vscode from 'vscode';
import type { EntryBrief } from '../../../server/src/protocol/cryptex.ts';
import type { App } from '../app.ts';
import { iconSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { LatestAnswer } from '../latestAnswer.ts';
import { openSource } from './openSource.ts';
import { kindIcons, statusName } from './words.ts';

/** More than anybody reads; a longer query shows the others. */
const limit = 100;

interface EntryItem extends vscode.QuickPickItem {
  /** Absent on a remark. */
  readonly entry?: EntryBrief;
}

export class EntryPicker {
  readonly #app: App;
  readonly #picker = vscode.window.createQuickPick<EntryItem>();
  readonly #answers = new LatestAnswer(() => new vscode.CancellationTokenSource());
  readonly #sourceButton: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('go-to-file'),
    tooltip: vscode.l10n.t('Open Source'),
  };
  #isClosed = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** Shows it, with a query to begin with. It goes away by itself. */
  show(query = ''): void {
    const picker = this.#picker;
    picker.title = vscode.l10n.t('Search Cryptex');
    picker.placeholder = vscode.l10n.t('Codename, symbol, or words of summaries and pseudocode');
    picker.matchOnDescription = true;
    picker.matchOnDetail = true;
    picker.value = query;
    picker.onDidChangeValue(() => void this.#ask());
    picker.onDidAccept(() => {
      const [item] = picker.activeItems;
      if (item?.entry) this.#choose(item.entry, (entry) => this.#app.entries.open(entry.id));
    });
    picker.onDidTriggerItemButton(({ item: { entry } }) => {
      if (entry) this.#choose(entry, (one) => openSource(this.#app.dictionary, one));
    });
    picker.onDidHide(() => this.#close());
    picker.show();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const picker = this.#picker;
    const query = picker.value.trim();
    if (query === '') {
      this.#answers.cancel();
      picker.busy = false;
      picker.items = [];
      return;
    }
    picker.busy = true;
    try {
      const found = await this.#answers.ask((token) =>
        this.#app.dictionary.ask('searchEntries', { query, limit }, token),
      );
      if (found === undefined || this.#isClosed) return;
      picker.busy = false;
      picker.items =
        found.length > 0 ? found.map((entry) => this.#item(entry)) : [remark(vscode.l10n.t('No entry has this'))];
      if (found.length === limit) {
        picker.items = [
          ...picker.items,
          remark(vscode.l10n.t('The first {0} are shown; type more to see others', limit)),
        ];
      }
    } catch (error) {
      if (this.#isClosed) return;
      picker.hide();
      await reportFailure(this.#app, vscode.l10n.t('The dictionary could not be searched.'), error);
    }
  }

  #item(entry: EntryBrief): EntryItem {
    const { codename, qualifiedName, kind, file, span, status, summary } = entry;
    return {
      label: `$(${kindIcons[kind]}) ${iconSafe(codename)}`,
      description: iconSafe(`${qualifiedName} · ${file}:${span.startLine}`),
      detail: iconSafe([statusName(status), summary.text].filter(Boolean).join(' · ').replaceAll(/\s+/g, ' ')),
      // Otherwise the picker would hide what it does not find itself.
      alwaysShow: true,
      buttons: [this.#sourceButton],
      entry,
    };
  }

  #choose(entry: EntryBrief, act: (entry: EntryBrief) => Promise<void>): void {
    this.#picker.hide();
    void act(entry).catch((error: unknown) =>
      reportFailure(this.#app, vscode.l10n.t('The entry could not be opened.'), error),
    );
  }

  #close(): void {
    this.#isClosed = true;
    this.#answers.cancel();
    this.#picker.dispose();
  }
}

const remark = (text: string): EntryItem => ({ label: `$(info) ${text}`, alwaysShow: true });

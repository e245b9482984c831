/** The quick pick of earlier scans, and what its buttons do. */
import * as vscode from 'vscode';
import type { HistoryEntry } from '../../../server/src/protocol/history.ts';
import type { App } from '../app.ts';
import { areAgreedCompiled, confirmReplacement, showFailedScan } from '../commands/scan.ts';
import { scanView } from '../contributions.ts';
import { iconSafe, visible } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { storeChoice } from '../resultStore.ts';
import { ensureTrusted } from '../trust.ts';
import { comparison } from './comparison.ts';
import { loadScan } from './loadScan.ts';

interface ScanItem extends vscode.QuickPickItem {
  readonly entry: HistoryEntry;
}

export class HistoryPicker {
  readonly #app: App;
  readonly #picker = vscode.window.createQuickPick<ScanItem>();
  readonly #again: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('debug-rerun'),
    tooltip: vscode.l10n.t('Run Again'),
  };
  readonly #compare: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('diff'),
    tooltip: vscode.l10n.t('Compare with Another…'),
  };
  readonly #remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Remove'),
  };
  #entries: readonly HistoryEntry[];
  /** The scan that another one is being chosen for. */
  #compared: HistoryEntry | undefined;

  /** `entries` are sorted, the newest first. */
  constructor(app: App, entries: readonly HistoryEntry[]) {
    this.#app = app;
    this.#entries = entries;
  }

  /** Shows it. It goes away by itself. */
  show(): void {
    const picker = this.#picker;
    picker.title = vscode.l10n.t('Earlier Scans');
    picker.placeholder = vscode.l10n.t('Choose a scan to see its results');
    picker.matchOnDescription = true;
    picker.matchOnDetail = true;
    picker.items = this.#items();
    picker.onDidAccept(() => void this.#accept());
    picker.onDidTriggerItemButton(({ item, button }) => void this.#press(item.entry, button));
    picker.onDidHide(() => picker.dispose());
    picker.show();
  }

  #items(): ScanItem[] {
    const compared = this.#compared;
    const buttons = [this.#again, ...(this.#entries.length > 1 ? [this.#compare] : []), this.#remove];
    return this.#entries
      .filter((entry) => entry !== compared)
      .map((entry) => ({ ...words(entry), entry, buttons: compared ? [] : buttons }));
  }

  async #accept(): Promise<void> {
    const [item] = this.#picker.activeItems;
    if (!item) return;
    this.#picker.hide();
    await this.#guarded(() =>
      this.#compared ? this.#showComparison(this.#compared, item.entry) : this.#open(item.entry),
    );
  }

  async #press(entry: HistoryEntry, button: vscode.QuickInputButton): Promise<void> {
    if (button === this.#compare) {
      this.#compared = entry;
      this.#picker.title = vscode.l10n.t('Compare with the Scan of {0}', timeOf(entry));
      this.#picker.placeholder = vscode.l10n.t('Choose the other scan');
      this.#picker.value = '';
      this.#picker.items = this.#items();
    } else if (button === this.#remove) await this.#guarded(() => this.#removeScan(entry));
    else {
      this.#picker.hide();
      await this.#guarded(() => this.#runAgain(entry));
    }
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await reportFailure(this.#app, vscode.l10n.t('The earlier scan could not be used.'), error);
    }
  }

  async #open({ scan }: HistoryEntry): Promise<void> {
    const { scans } = this.#app;
    if (scans.phase.type === 'running' && !(await confirmReplacement())) return;
    await vscode.commands.executeCommand(`${scanView}.focus`);
    const loaded = await vscode.window.withProgress({ location: { viewId: scanView } }, () =>
      loadScan(this.#app.service, scan),
    );
    if (loaded) await scans.showEarlier(loaded);
    else void vscode.window.showInformationMessage(vscode.l10n.t('This scan has been removed meanwhile.'));
  }

  async #runAgain({ scan }: HistoryEntry): Promise<void> {
    const { scans, service } = this.#app;
    if (!(await ensureTrusted(vscode.l10n.t('Scanning')))) return;
    const { record } = await service.request('showHistory', { store: storeChoice(), scan, limit: 1 });
    const request = record?.request;
    if (!request) {
      const why = vscode.l10n.t('Another version has recorded this scan, in a form that this one can not run again.');
      void vscode.window.showInformationMessage(why);
      return;
    }
    // What was agreed to then may have changed since.
    const compiled = await areAgreedCompiled(request.rules.map(({ path }) => vscode.Uri.file(path)));
    if (compiled === undefined) return;
    if (scans.phase.type === 'running' && !(await confirmReplacement())) return;
    await vscode.commands.executeCommand(`${scanView}.focus`);
    await showFailedScan(this.#app, await scans.runAgain({ ...request, ...(compiled && { compiled: true }) }));
  }

  async #removeScan({ scan }: HistoryEntry): Promise<void> {
    await this.#app.service.request('removeHistory', { store: storeChoice(), scans: [scan] });
    this.#entries = this.#entries.filter((entry) => entry.scan !== scan);
    this.#picker.items = this.#items();
    if (this.#entries.length === 0) this.#picker.hide();
  }

  async #showComparison(one: HistoryEntry, other: HistoryEntry): Promise<void> {
    const [before, after] = one.startedAt < other.startedAt ? [one, other] : [other, one];
    const text = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Comparing scans') },
      () =>
        comparison(this.#app.service, storeChoice(), { ...words(before), ...before }, { ...words(after), ...after }),
    );
    await this.#app.comparisons.show(text);
  }
}

/** How a list tells of a scan. */
function words(entry: HistoryEntry): { readonly label: string; readonly description: string; readonly detail: string } {
  const { summary, state, rules, targets } = entry;
  const found = vscode.l10n.t('{0} matches in {1} files', summary.matches, summary.matchedFiles);
  const errors = summary.errors > 0 ? [vscode.l10n.t('{0} errors', summary.errors)] : [];
  const ended = { complete: [], cancelled: [vscode.l10n.t('cancelled')], incomplete: [vscode.l10n.t('incomplete')] }[
    state
  ];
  return {
    label: timeOf(entry),
    description: [found, ...errors, ...ended].join(' · '),
    detail: iconSafe(`${pathsOf(rules)} → ${pathsOf(targets)}`),
  };
}

function timeOf({ startedAt }: HistoryEntry): string {
  const time = new Date(startedAt);
  return Number.isNaN(time.getTime()) ? visible(startedAt) : time.toLocaleString(vscode.env.language);
}

function pathsOf({ first, count }: HistoryEntry['rules']): string {
  const path = vscode.workspace.asRelativePath(first);
  return count > 1 ? vscode.l10n.t('{0} and {1} more', path, count - 1) : path;
}

/** The quick pick of "Find Rule…": asks the service host on each change of the text, and opens what is chosen. */
import * as vscode from 'vscode';
import type { App } from './app.ts';
import { iconSafe, visible } from './display.ts';
import { reportFailure } from './failures.ts';
import { LatestAnswer } from './latestAnswer.ts';
import { revealRule } from './ruleSearch.ts';
import type { CatalogueUpdate, RuleHit, WorkspaceRules } from '../../server/src/protocol/catalogue.ts';

/** More than anybody reads; a longer query shows the others. */
const limit = 200;

interface RuleItem extends vscode.QuickPickItem {
  readonly hit?: RuleHit;
  /** What choosing it does where it is no rule. */
  readonly run?: () => void;
}

export class RulePicker {
  readonly #app: App;
  readonly #rules: WorkspaceRules;
  readonly #picker = vscode.window.createQuickPick<RuleItem>();
  readonly #answers = new LatestAnswer(() => new vscode.CancellationTokenSource());
  readonly #toSide: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('split-horizontal'),
    tooltip: vscode.l10n.t('Open to the Side'),
  };
  /** Of the catalogue, once it is up to date. */
  #update: CatalogueUpdate | undefined;
  #isUpdating = false;
  #isStale = false;
  #isClosed = false;
  readonly #watcher = vscode.workspace.createFileSystemWatcher('**/*.{yar,yara,rule}');

  constructor(app: App, rules: WorkspaceRules) {
    this.#app = app;
    this.#rules = rules;
  }

  /** Shows it. It goes away by itself. */
  show(): void {
    const picker = this.#picker;
    picker.title = vscode.l10n.t('Find Rule');
    picker.placeholder = vscode.l10n.t('Name, tag, metadata or pattern text');
    // Only what these match is emphasised; what is shown is what the host has found.
    picker.matchOnDescription = true;
    picker.matchOnDetail = true;
    picker.busy = true;
    picker.onDidChangeValue(() => void this.#ask());
    picker.onDidAccept(() => this.#accept());
    picker.onDidTriggerItemButton(({ item }) => this.#open(item, true));
    picker.onDidHide(() => this.#close());
    for (const event of [this.#watcher.onDidCreate, this.#watcher.onDidChange, this.#watcher.onDidDelete]) {
      event(() => void this.#bringUpToDate());
    }
    picker.show();
    void this.#bringUpToDate();
  }

  /** Has the host look for what has changed; what is asked for meanwhile is done once, after it. */
  async #bringUpToDate(): Promise<void> {
    if (this.#isUpdating) {
      this.#isStale = true;
      return;
    }
    this.#isUpdating = true;
    do {
      this.#isStale = false;
      // Asked first, the update runs first where nothing has been read yet; otherwise this shows what was known.
      const update = this.#app.service.request('updateCatalogue', this.#rules);
      const before = this.#update;
      const shown = before ? undefined : this.#ask();
      try {
        this.#update = await update;
      } catch (error) {
        await this.#fail(error);
      }
      await shown;
      // A list that stays as it is keeps the place that the person has in it.
      if (!isSame(before, this.#update)) await this.#ask();
    } while (this.#needsMore());
    this.#isUpdating = false;
  }

  #needsMore(): boolean {
    return this.#isStale && !this.#isClosed;
  }

  async #ask(): Promise<void> {
    if (this.#isClosed) return;
    this.#picker.busy = true;
    const query = this.#picker.value;
    try {
      const hits = await this.#answers.ask((token) =>
        this.#app.service.request('findRules', { rules: this.#rules, query, limit }, token),
      );
      if (hits === undefined) return;
      this.#picker.busy = this.#update === undefined;
      this.#picker.items = [...hits.map((hit) => this.#item(hit)), ...this.#remarks(hits)];
    } catch (error) {
      await this.#fail(error);
    }
  }

  #item(hit: RuleHit): RuleItem {
    const { name, file, range, tags, excerpt } = hit;
    const place = `${vscode.workspace.asRelativePath(file)}:${range.start.line + 1}`;
    return {
      label: iconSafe(name),
      description: iconSafe(tags.join(' ')),
      detail: iconSafe(excerpt === '' ? place : `${place} · ${kinds[hit.matched]}${excerpt}`),
      // Otherwise the picker would hide what it does not find itself.
      alwaysShow: true,
      buttons: [this.#toSide],
      hit,
    };
  }

  /** What the list itself doesn't tell. */
  #remarks(hits: readonly RuleHit[]): RuleItem[] {
    if (!this.#update) return [];
    const { rules, problems } = this.#update;
    const remarks: RuleItem[] = [];
    const remark = (text: string, more: Partial<RuleItem> = {}): void =>
      void remarks.push({ ...more, label: `$(info) ${text}`, alwaysShow: true });
    if (rules === 0) remark(vscode.l10n.t('There are no rules in this workspace'));
    else if (hits.length === 0) remark(vscode.l10n.t('None of the {0} rules has this', rules));
    else if (hits.length === limit) remark(vscode.l10n.t('The first {0} are shown; type more to see others', limit));
    if (problems.length > 0) {
      const [first] = problems;
      remark(vscode.l10n.t('{0} rule files could not be read', problems.length), {
        detail: iconSafe(`${vscode.workspace.asRelativePath(first?.file ?? '')}: ${first?.message ?? ''}`),
        run: () => this.#logProblems(problems),
      });
    }
    return remarks;
  }

  #logProblems(problems: CatalogueUpdate['problems']): void {
    const log = this.#app.logs.client;
    for (const { file, message } of problems)
      log.warn(`${visible(file)} is not in the rule catalogue. ${visible(message)}`);
    log.show();
  }

  #accept(): void {
    const [item] = this.#picker.activeItems;
    if (item) this.#open(item, false);
  }

  #open({ hit, run }: RuleItem, toSide: boolean): void {
    if (!hit && !run) return;
    this.#picker.hide();
    run?.();
    if (hit) void openRule(this.#app, hit, toSide ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active);
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#isClosed) return;
    this.#picker.hide();
    await reportFailure(this.#app, vscode.l10n.t('The rules could not be searched.'), error);
  }

  #close(): void {
    this.#isClosed = true;
    this.#answers.cancel();
    this.#watcher.dispose();
    this.#picker.dispose();
  }
}

/** Whether an update has changed nothing. */
function isSame(before: CatalogueUpdate | undefined, after: CatalogueUpdate | undefined): boolean {
  return after?.read === 0 && before?.files === after.files && before.rules === after.rules;
}

/** What stands before the text that was found; a pattern names itself. */
const kinds: Readonly<Record<RuleHit['matched'], string>> = {
  name: '',
  tag: `${vscode.l10n.t('tag')} `,
  meta: '',
  pattern: '',
};

async function openRule(app: App, { name, file, range }: RuleHit, viewColumn: vscode.ViewColumn): Promise<void> {
  const uri = vscode.Uri.file(file);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    // The catalogue knows the file as it was saved.
    if (document.isDirty) {
      await revealRule([uri], name);
      return;
    }
    const start = new vscode.Position(range.start.line, range.start.character);
    const selection = new vscode.Range(start, start);
    const editor = await vscode.window.showTextDocument(document, { viewColumn, preview: true, selection });
    const end = new vscode.Position(range.end.line, range.end.character);
    editor.revealRange(new vscode.Range(start, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('{0} could not be opened.', visible(file)), error);
  }
}

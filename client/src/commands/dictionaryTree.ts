/** The commands of the Cryptex view. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { EntryGrouping } from '../../../server/src/protocol/dictionaryView.ts';
import type { App } from '../app.ts';
import { dictionaryView } from '../contributions.ts';
import { groupingName } from '../dictionary/words.ts';

export async function showMoreEntries(app: App, argument: unknown): Promise<void> {
  const path = v.safeParse(v.array(v.string()), argument);
  if (path.success) await app.entryTree.showMore(path.output);
}

export async function groupEntries(app: App): Promise<void> {
  const current = app.entryTree.grouping;
  const items = EntryGrouping.options.map((grouping) => ({
    label: groupingName(grouping),
    grouping,
    ...(grouping === current && { description: vscode.l10n.t('current') }),
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Group Entries By') });
  if (picked) await app.entryTree.groupBy(picked.grouping);
}

/** Filters as the person types; Escape brings back the filter that was. */
export async function filterEntries(app: App): Promise<void> {
  await vscode.commands.executeCommand(`${dictionaryView}.focus`);
  const before = app.entryTree.filter;
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t('Filter Entries');
  input.placeholder = vscode.l10n.t('Words of a codename or a name');
  input.value = before;
  let timer: NodeJS.Timeout | undefined;
  let filter = before;
  const apply = (text: string): void => {
    clearTimeout(timer);
    app.entryTree.filterBy(text.trim());
  };
  input.onDidChangeValue((text) => {
    clearTimeout(timer);
    // The tree is read anew each time: not for each key of a word.
    timer = setTimeout(() => apply(text), 150);
  });
  input.onDidAccept(() => {
    filter = input.value;
    input.hide();
  });
  input.onDidHide(() => {
    apply(filter);
    input.dispose();
  });
  input.show();
}

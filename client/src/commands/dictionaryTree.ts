/** The commands of the Cryptex view. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { dictionaryView } from '../contributions.ts';
import { groupingName } from '../dictionary/words.ts';
import { filterAsTyped, pickGrouping, showMore } from './treeInputs.ts';

export async function showMoreEntries(app: App, argument: unknown): Promise<void> {
  await showMore(app.entryTree.grouped, argument);
}

export async function groupEntries(app: App): Promise<void> {
  await pickGrouping(app.entryTree.grouped, vscode.l10n.t('Group Entries By'), groupingName);
}

export async function filterEntries(app: App): Promise<void> {
  await filterAsTyped(app.entryTree.grouped, {
    view: dictionaryView,
    title: vscode.l10n.t('Filter Entries'),
    placeholder: vscode.l10n.t('Words of a codename or a name'),
  });
}

/** The commands that are about an entry: the one in the tree, in its page, or under the cursor. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { EntryBrief } from '../../../server/src/protocol/cryptex.ts';
import type { App } from '../app.ts';
import { dictionaryView } from '../contributions.ts';
import { enclosing } from '../dictionary/candidates.ts';
import { entriesAt } from '../dictionary/editorFeatures.ts';
import { EntryPicker } from '../dictionary/entryPicker.ts';
import { openSource } from '../dictionary/openSource.ts';
import { iconSafe, notificationSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { ensureDictionary } from './indexWorkspace.ts';

export async function searchEntries(app: App): Promise<void> {
  if (await ensureDictionary(app)) new EntryPicker(app).show();
}

/** The entry of the name under the cursor, of several the one that is chosen. */
export async function goToEntry(app: App): Promise<void> {
  const entry = await chosenEntry(app);
  if (entry) await app.entries.open(entry.id);
}

export async function revealEntry(app: App): Promise<void> {
  const entry = app.entries.active ?? (await chosenEntry(app));
  if (entry) await revealInTree(app, entry);
}

export async function revealInTree(app: App, entry: EntryBrief): Promise<void> {
  // The view is made, and its tree, before something in it can be selected.
  await vscode.commands.executeCommand(`${dictionaryView}.focus`);
  if (await app.entryTree.reveal(entry, { focus: true })) return;
  const clear = vscode.l10n.t('Clear Filter');
  const text = vscode.l10n.t('{0} is not among the entries that the view shows.', notificationSafe(entry.codename));
  const answer = await vscode.window.showInformationMessage(
    text,
    ...(app.entryTree.grouped.filter === '' ? [] : [clear]),
  );
  if (answer !== clear) return;
  app.entryTree.grouped.filterBy('');
  await app.entryTree.reveal(entry, { focus: true });
}

/** That of the tree's item, of a link, of the entry that is shown, or of the name under the cursor. */
export async function copyCodename(app: App, argument: unknown): Promise<void> {
  const given = typeof argument === 'string' ? argument : treeEntry(argument)?.codename;
  const codename = given ?? (app.entries.active ?? (await chosenEntry(app)))?.codename;
  if (codename === undefined) return;
  await vscode.env.clipboard.writeText(codename);
  vscode.window.setStatusBarMessage(`$(copy) ${vscode.l10n.t('{0} copied', iconSafe(codename))}`, 3_000);
}

export async function suggestEntrySummary(app: App, argument: unknown): Promise<void> {
  const entry = treeEntry(argument) ?? app.entries.active ?? (await chosenEntry(app));
  if (entry) await app.entries.suggest(entry.id);
}

export async function openEntry(app: App, argument: unknown): Promise<void> {
  const id = v.safeParse(v.pipe(v.number(), v.integer(), v.minValue(0)), argument);
  if (id.success) await app.entries.open(id.output);
}

export async function openEntrySource(app: App, argument: unknown): Promise<void> {
  const entry = treeEntry(argument) ?? app.entryTree.selected;
  if (!entry) return;
  try {
    await openSource(app.dictionary, entry);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The source could not be opened.'), error);
  }
}

async function chosenEntry(app: App): Promise<EntryBrief | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!(await ensureDictionary(app))) return undefined;
  if (!editor) {
    new EntryPicker(app).show();
    return undefined;
  }
  try {
    const { document, selection } = editor;
    const at = await entriesAt(app.dictionary, document, selection.active);
    const [first, ...others] = at?.entries ?? (await around(app, document, selection.active));
    if (first && others.length === 0) return first;
    // A person may find it under another name.
    if (!first) new EntryPicker(app).show(wordAt(document, selection.active));
    else return await pickEntry([first, ...others]);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The entry could not be found.'), error);
  }
  return undefined;
}

/** The definition that a place is in. */
async function around(app: App, document: vscode.TextDocument, position: vscode.Position): Promise<EntryBrief[]> {
  const file = app.dictionary.relative(document.uri);
  const entry = file === undefined ? undefined : enclosing(await app.dictionary.entriesOfFile(file), position.line + 1);
  return entry ? [entry] : [];
}

async function pickEntry(entries: readonly EntryBrief[]): Promise<EntryBrief | undefined> {
  const items = entries.map((entry) => ({
    label: iconSafe(entry.codename),
    description: iconSafe(`${entry.qualifiedName} · ${entry.file}:${entry.span.startLine}`),
    entry,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Several entries have this name') }))?.entry;
}

function wordAt(document: vscode.TextDocument, position: vscode.Position): string {
  const range = document.getWordRangeAtPosition(position);
  return range ? document.getText(range).slice(0, 100) : '';
}

const TreeArgument = v.object({ item: EntryBrief });

/** Menus of the tree hand over its node. */
function treeEntry(argument: unknown): EntryBrief | undefined {
  const parsed = v.safeParse(TreeArgument, argument);
  return parsed.success ? parsed.output.item : undefined;
}

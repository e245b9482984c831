/** The commands that lead from the gap audit to the code: source, port, entry, and a task for a tracker. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { openSource, type SourcePlace } from '../dictionary/openSource.ts';
import { iconSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { markdownTask } from '../gap/markdownTask.ts';
import { portOf, sourceOf, wholeFile } from '../gap/places.ts';
import { subjectsOf, type GapSubject } from '../gap/subjects.ts';

export async function openGapSource(app: App, argument: unknown): Promise<void> {
  await opening(app, argument, async (subject) => {
    const source = await sourceFor(subject);
    if (source) await openSource(app.dictionary, source);
  });
}

export async function openGapPort(app: App, argument: unknown): Promise<void> {
  await opening(app, argument, async (subject) => {
    const port = await portFor(subject);
    if (port) await openSource(app.dictionary, port, { viewColumn: vscode.ViewColumn.Beside });
  });
}

export async function openGapBoth(app: App, argument: unknown): Promise<void> {
  await opening(app, argument, async (subject) => {
    const source = await sourceFor(subject);
    const port = source && (await portFor(subject));
    if (!port) return;
    await openSource(app.dictionary, source, { viewColumn: vscode.ViewColumn.One });
    await openSource(app.dictionary, port, { viewColumn: vscode.ViewColumn.Two });
  });
}

export async function openGapEntry(app: App, argument: unknown): Promise<void> {
  await opening(app, argument, async ({ fn }) => {
    if (!fn) return;
    const { codename } = fn;
    const found = await app.dictionary.ask('findEntries', { name: codename });
    const entry = found.find((one) => one.codename === codename);
    if (!entry) throw new Error(vscode.l10n.t('The dictionary has no entry {0}.', codename));
    await app.entries.open(entry.id);
  });
}

export async function copyGapTask(app: App, argument: unknown, others: unknown): Promise<void> {
  const tasks = subjectsOf(argument, others, app.gapTree.selected).map(markdownTask);
  if (tasks.length === 0) return;
  await vscode.env.clipboard.writeText(tasks.join('\n'));
  vscode.window.setStatusBarMessage(`$(copy) ${vscode.l10n.t('{0} tasks copied', tasks.length)}`, 3_000);
}

async function opening(app: App, argument: unknown, open: (subject: GapSubject) => Promise<void>): Promise<void> {
  const [subject] = subjectsOf(argument, undefined, app.gapTree.selected);
  if (!subject) return;
  try {
    await open(subject);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The source could not be opened.'), error);
  }
}

/** Undefined when the person does not choose one of several files. */
async function sourceFor({ component, fn }: GapSubject): Promise<SourcePlace | undefined> {
  if (fn) return sourceOf(fn);
  return await chosenFile(component.paths, vscode.l10n.t('Files of {0}', component.component));
}

/** @throws an Error where there is none */
async function portFor({ component, fn }: GapSubject): Promise<SourcePlace | undefined> {
  if (fn?.match) return portOf(fn.match);
  const ports = fn ? [] : component.ports;
  if (ports.length === 0) throw new Error(vscode.l10n.t('No port of it is known.'));
  return await chosenFile(ports, vscode.l10n.t('Ports of {0}', component.component));
}

async function chosenFile(files: readonly string[], title: string): Promise<SourcePlace | undefined> {
  const items = files.map((file) => ({ label: iconSafe(file), file }));
  const picked = items.length > 1 ? await vscode.window.showQuickPick(items, { title: iconSafe(title) }) : items[0];
  return picked && wholeFile(picked.file);
}

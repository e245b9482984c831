/** What the editor shows of entries in source files: a hover, and by setting a code lens. Both wait for a dictionary. */
import * as vscode from 'vscode';
import type { EntryBrief } from '../../../server/src/protocol/cryptex.ts';
import type { CommandId } from '../contributions.ts';
import { iconSafe } from '../display.ts';
import type { Logs } from '../logs.ts';
import { readSetting } from '../settings.ts';
import { candidates, currentLine } from './candidates.ts';
import type { Dictionary } from './dictionary.ts';
import { entryMarkdown, type EntryLink } from './entryMarkdown.ts';
import { languageOf, namesAt, sourceSelector, type NameAt } from './sourceDocuments.ts';
import { statusName } from './words.ts';

/** Entries of one name in a hover. */
const maxInHover = 3;

const openEntry = 'cryptex.dictionary.openEntry' satisfies CommandId;
const copyCodename = 'cryptex.dictionary.copyCodename' satisfies CommandId;

export function registerEditorFeatures(dictionary: Dictionary, logs: Logs): vscode.Disposable {
  const lensesChanged = new vscode.EventEmitter<void>();
  const failed = (error: unknown): undefined => {
    logs.client.error(error instanceof Error ? error : String(error));
    return undefined;
  };
  return vscode.Disposable.from(
    lensesChanged,
    dictionary.onDidChange(() => lensesChanged.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('cryptex.dictionary.codeLens')) lensesChanged.fire();
    }),
    vscode.languages.registerHoverProvider(sourceSelector, {
      provideHover: (document, position, token) => hover(dictionary, document, position, token).catch(failed),
    }),
    vscode.languages.registerCodeLensProvider(sourceSelector, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: (document) => lenses(dictionary, document).catch(failed),
    }),
  );
}

/** The entries that a name in a document stands for, and the name. @throws as requests do */
export async function entriesAt(
  dictionary: Dictionary,
  document: vscode.TextDocument,
  position: vscode.Position,
  token?: vscode.CancellationToken,
): Promise<(NameAt & { readonly entries: readonly EntryBrief[] }) | undefined> {
  const place = { file: dictionary.relative(document.uri), language: languageOf(document), line: position.line + 1 };
  for (const at of namesAt(document, position)) {
    const found = await dictionary.ask('findEntries', { name: at.name }, token);
    const entries = candidates(found, { ...place, name: at.name });
    if (entries.length > 0) return { ...at, entries };
  }
  return undefined;
}

async function hover(
  dictionary: Dictionary,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<vscode.Hover | undefined> {
  if (namesAt(document, position).length === 0 || !(await dictionary.isThere())) return undefined;
  const at = await entriesAt(dictionary, document, position, token);
  if (!at || token.isCancellationRequested) return undefined;
  const shown = at.entries.slice(0, maxInHover).map((entry) => trusted(entryMarkdown(entry, linksOf(entry))));
  const others = at.entries.length - shown.length;
  const more = others === 0 ? [] : [new vscode.MarkdownString(vscode.l10n.t('{0} more entries of this name', others))];
  return new vscode.Hover([...shown, ...more], at.range);
}

const linksOf = ({ id, codename }: EntryBrief): EntryLink[] => [
  { title: vscode.l10n.t('Open Entry'), command: openEntry, argument: id },
  { title: vscode.l10n.t('Copy Codename'), command: copyCodename, argument: codename },
];

function trusted(markdown: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(markdown);
  text.isTrusted = { enabledCommands: [openEntry, copyCodename] };
  return text;
}

async function lenses(dictionary: Dictionary, document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  if (!readSetting('cryptex.dictionary.codeLens', document.uri)) return [];
  const file = dictionary.relative(document.uri);
  if (file === undefined || !(await dictionary.isThere())) return [];
  const entries = await dictionary.entriesOfFile(file);
  const lines = document.getText().split(/\r\n|\r|\n/);
  return entries.flatMap((entry) => {
    const line = entry.status === 'obsolete' ? undefined : currentLine(lines, entry);
    if (line === undefined) return [];
    const drift = entry.isDrifted ? vscode.l10n.t(' · drifted') : '';
    const title = `${iconSafe(entry.codename)} · ${statusName(entry.status)}${drift}`;
    const range = new vscode.Range(line, 0, line, 0);
    return [new vscode.CodeLens(range, { title, command: openEntry, arguments: [entry.id] })];
  });
}

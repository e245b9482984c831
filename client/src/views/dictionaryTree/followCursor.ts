/** By setting, the tree selects the entry that the cursor is in. */
import * as vscode from 'vscode';
import { enclosing } from '../../dictionary/candidates.ts';
import type { Dictionary } from '../../dictionary/dictionary.ts';
import type { Logs } from '../../logs.ts';
import { readSetting } from '../../settings.ts';
import type { DictionaryTree } from './dictionaryTree.ts';

/** Milliseconds that the cursor rests. */
const pace = 200;

export function followCursor(dictionary: Dictionary, tree: DictionaryTree, logs: Logs): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let last: number | undefined;
  const follow = async ({ document, selection }: vscode.TextEditor): Promise<void> => {
    const file = dictionary.relative(document.uri);
    if (file === undefined || dictionary.standing !== 'ready') return;
    const entry = enclosing(await dictionary.entriesOfFile(file), selection.active.line + 1);
    if (!entry || entry.id === last) return;
    last = entry.id;
    await tree.reveal(entry, { focus: false });
  };
  const soon = (editor: vscode.TextEditor | undefined): void => {
    clearTimeout(timer);
    // Asked first, so that a cursor that moves costs nothing.
    if (!editor || !tree.isVisible || !readSetting('cryptex.dictionary.followCursor')) return;
    timer = setTimeout(() => {
      void follow(editor).catch((error: unknown) => logs.client.error(error instanceof Error ? error : String(error)));
    }, pace);
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => soon(textEditor)),
    vscode.window.onDidChangeActiveTextEditor(soon),
    { dispose: () => clearTimeout(timer) },
  );
}

/** Opens the source of an entry in an editor. */
import * as vscode from 'vscode';
import type { EntryBrief } from '../../../server/src/protocol/cryptex.ts';
import { currentLine } from './candidates.ts';
import type { Dictionary } from './dictionary.ts';

export interface OpenSourceOptions {
  /** 1-based, as it was indexed; the beginning of the entry when absent. */
  readonly line?: number | undefined;
  readonly viewColumn?: vscode.ViewColumn;
}

/** Where the text has been edited since it was indexed, at the place where the entry is now. @throws when it can't be opened */
export async function openSource(
  dictionary: Dictionary,
  entry: Omit<EntryBrief, 'summary'>,
  { line, viewColumn }: OpenSourceOptions = {},
): Promise<void> {
  const uri = dictionary.uriOf(entry.file);
  if (!uri) throw new Error(vscode.l10n.t('The file of the entry is not below the folder that is open.'));
  const document = await vscode.workspace.openTextDocument(uri);
  const start = entry.span.startLine - 1;
  const now = currentLine(document.getText().split(/\r\n|\r|\n/), entry) ?? start;
  const at = new vscode.Position(Math.max(0, line === undefined ? now : line - 1 + now - start), 0);
  const range = document.validateRange(new vscode.Range(at, at));
  const editor = await vscode.window.showTextDocument(document, {
    selection: range,
    ...(viewColumn !== undefined && { viewColumn }),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

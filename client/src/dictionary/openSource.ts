/** Opens a definition of the code base in an editor. */
import * as vscode from 'vscode';
import { currentLine, type NamedPlace } from './candidates.ts';
import type { Dictionary } from './dictionary.ts';

export interface SourcePlace extends NamedPlace {
  /** Relative to the root. */
  readonly file: string;
}

export interface OpenSourceOptions {
  /** 1-based, as it was indexed; the beginning of the definition when absent. */
  readonly line?: number | undefined;
  readonly viewColumn?: vscode.ViewColumn;
}

/** Where the text has been edited since it was indexed, at the place where the definition is now. @throws when it can't be opened */
export async function openSource(
  dictionary: Dictionary,
  place: SourcePlace,
  { line, viewColumn }: OpenSourceOptions = {},
): Promise<void> {
  const uri = dictionary.uriOf(place.file);
  if (!uri) throw new Error(vscode.l10n.t('The file is not below the folder that is open.'));
  const document = await vscode.workspace.openTextDocument(uri);
  const start = place.span.startLine - 1;
  const now = currentLine(document.getText().split(/\r\n|\r|\n/), place) ?? start;
  const at = new vscode.Position(Math.max(0, line === undefined ? now : line - 1 + now - start), 0);
  const range = document.validateRange(new vscode.Range(at, at));
  const editor = await vscode.window.showTextDocument(document, {
    selection: range,
    ...(viewColumn !== undefined && { viewColumn }),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

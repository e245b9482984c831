/** Rule files of the open workspace, and what is said about them. */
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

/** A file of the workspace, by its path there. */
export function fileUri(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('No folder is open.');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a file of the workspace in the editor. */
export async function openFile(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Replaces the first occurrence of `text` in an open file. */
export async function replaceText(document: vscode.TextDocument, text: string, replacement: string): Promise<void> {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`${document.uri.path} has no ${text}.`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
  edit.replace(document.uri, range, replacement);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The edit was refused.');
}

/** A diagnostic in one line: severity, the text that is underlined, and the message. */
export function inOneLine(document: vscode.TextDocument, { severity, range, message }: vscode.Diagnostic): string {
  return `${vscode.DiagnosticSeverity[severity].toLowerCase()} \`${document.getText(range)}\` ${message}`;
}

/** Waits until the diagnostics of a file are as `wanted` says, and answers them. */
export async function diagnosticsOf(
  document: vscode.TextDocument,
  wanted: (lines: readonly string[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const lines = () => vscode.languages.getDiagnostics(document.uri).map((one) => inOneLine(document, one));
  return eventually(
    vscode.languages.onDidChangeDiagnostics,
    () => (wanted(lines()) ? vscode.languages.getDiagnostics(document.uri) : undefined),
    () => `${document.uri.path} has ${JSON.stringify(lines(), undefined, 2)}.`,
  );
}

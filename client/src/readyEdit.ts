/** Changes that make rules ready for YARA-X, as one edit of the workspace. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { ReadyChange } from '../../server/src/protocol/makeReady.ts';

export interface ReadyWorkspaceEdit {
  readonly edit: vscode.WorkspaceEdit;
  /** How many files it changes. */
  readonly files: number;
  /** How many it leaves out because they are not what the changes were worked out for. */
  readonly stale: number;
}

/** @param needsConfirmation of each change: then the editor shows its preview, where each can be ticked */
export async function readyEdit(
  changes: readonly ReadyChange[],
  needsConfirmation: boolean,
): Promise<ReadyWorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  // Folders of a workspace may lie within each other.
  const byPath = new Map(changes.map((change) => [change.path, change]));
  let stale = 0;
  for (const change of byPath.values()) {
    const uri = vscode.Uri.file(change.path);
    if (!(await isAsItWas(uri, change))) {
      stale += 1;
      continue;
    }
    for (const { start, end, text, title } of change.edits) {
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      edit.replace(uri, range, text, { needsConfirmation, label: title });
    }
  }
  return { edit, files: edit.size, stale };
}

/** On the disk, and in the editor where it is open. */
async function isAsItWas(uri: vscode.Uri, { sha256 }: ReadyChange): Promise<boolean> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty) return false;
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return createHash('sha256').update(bytes).digest('hex') === sha256;
  } catch {
    return false;
  }
}

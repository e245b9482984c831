/** "Find Rule…": any rule of the workspace by name, tag, metadata and pattern text. Needs no libyara and no trust. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { excludedGlobs } from '../excludedGlobs.ts';
import { storeChoice } from '../resultStore.ts';
import { RulePicker } from '../rulePicker.ts';

export async function findRule(app: App): Promise<void> {
  const { workspaceFolders = [] } = vscode.workspace;
  const folders = workspaceFolders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
  if (folders.length > 0) {
    new RulePicker(app, { folders, exclude: excludedGlobs(), store: storeChoice() }).show();
    return;
  }
  if (workspaceFolders.length > 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Rules are found in folders on disk, and this workspace is not on one.'),
    );
    return;
  }
  const open = vscode.l10n.t('Open Folder');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Rules are found in the folder that is open. Open one with rules first.'),
    open,
  );
  if (answer === open) {
    await vscode.commands.executeCommand('vscode.openFolder');
  }
}

/** What is done with a safe index that has been made and is shown: the list of what it leaves out, and writing it. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { notificationSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { ensureOnDisk } from '../ruleFiles.ts';
import { pickLeftOut } from '../safeIndex/leftOutPick.ts';
import type { SafeIndexPreview } from '../safeIndex/previews.ts';
import { ensureTrusted } from '../trust.ts';

export async function showSafeIndexLeftOut(app: App, ...[resource]: unknown[]): Promise<void> {
  const preview = await shown(app, resource);
  if (preview) await showLeftOut(app, preview);
}

export async function writeSafeIndex(app: App, ...[resource]: unknown[]): Promise<void> {
  const preview = await shown(app, resource);
  if (preview) await write(app, preview, false);
}

export async function writeSafeIndexWithManifest(app: App, ...[resource]: unknown[]): Promise<void> {
  const preview = await shown(app, resource);
  if (preview) await write(app, preview, true);
}

/** Lists what is left out and why, and does what the person chooses. */
export async function showLeftOut(app: App, preview: SafeIndexPreview): Promise<void> {
  const action = await pickLeftOut(preview);
  if (action) await write(app, preview, action === 'writeWithManifest');
}

async function shown(app: App, resource: unknown): Promise<SafeIndexPreview | undefined> {
  if (!(await ensureTrusted(vscode.l10n.t('Writing a safe index')))) return undefined;
  const preview = app.safeIndexes.find(resource);
  if (!preview) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no safe index to write. Run "YARA: Make Safe Index…" first.'),
    );
  }
  return preview;
}

async function write(app: App, preview: SafeIndexPreview, withManifest: boolean): Promise<void> {
  const { index, request, made, inputs } = preview;
  const output = await askWhere(index);
  if (output === undefined || !ensureOnDisk([output])) return;
  const manifest = withManifest ? output.with({ path: `${stem(output.path)}.manifest.json` }) : undefined;
  if (manifest && !(await mayReplace(manifest))) return;
  const version = app.version;
  try {
    await app.service.request('writeSafeIndex', {
      ...{ request, made, inputs },
      output: output.fsPath,
      ...(manifest ? { manifest: manifest.fsPath } : {}),
      createdBy: `YARA Cryptex ${version}`,
    });
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The safe index was not written.'), error);
    return;
  }
  const open = vscode.l10n.t('Open');
  const name = vscode.workspace.asRelativePath(output);
  const text = manifest
    ? vscode.l10n.t('{0} and {1} were written.', name, vscode.workspace.asRelativePath(manifest))
    : vscode.l10n.t('{0} was written.', name);
  if ((await vscode.window.showInformationMessage(notificationSafe(text), open)) === open) {
    await vscode.window.showTextDocument(output);
  }
}

/** In the folder of the index, since the includes are spelled for that. */
async function askWhere(index: vscode.Uri): Promise<vscode.Uri | undefined> {
  const output = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Write Safe Index'),
    saveLabel: vscode.l10n.t('Write'),
    defaultUri: index.with({ path: `${stem(index.path)}.safe.yar` }),
    filters: { [vscode.l10n.t('YARA rules')]: ['yar', 'yara'] },
  });
  if (output === undefined || folder(output) === folder(index)) return output;
  void vscode.window.showWarningMessage(
    vscode.l10n.t('The includes of the safe index are relative to the folder of its index. Write it there.'),
  );
  return undefined;
}

async function mayReplace(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    return true;
  }
  const replace = vscode.l10n.t('Replace');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is there already. Replace it?', notificationSafe(vscode.workspace.asRelativePath(uri))),
    { modal: true },
    replace,
  );
  return answer === replace;
}

function stem(path: string): string {
  return path.replace(/\.[^./]+$/, '');
}

function folder(uri: vscode.Uri): string {
  return vscode.Uri.joinPath(uri, '..').toString();
}

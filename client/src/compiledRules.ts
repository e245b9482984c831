/** Compiled rules as rules to scan with: a person says, file by file, that one is to be loaded. */
import { open, readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { visible } from './display.ts';

/** What compiled rules begin with. */
const magic = 'YARA';

/** SHA-256 of the files that were agreed to since the window was opened: another content is asked about again. */
const agreed = new Set<string>();

/** Whether a file holds compiled rules, whatever it is called. One that can't be read does not. */
export async function areCompiled(uri: vscode.Uri): Promise<boolean> {
  try {
    const file = await open(uri.fsPath);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return buffer.toString('latin1', 0, bytesRead) === magic;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** Asks before compiled rules are loaded, once for each content. The workspace is trusted. */
export async function agreeToCompiled(uri: vscode.Uri): Promise<boolean> {
  // It takes longer to load than all of the extension.
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256')
    .update(await readFile(uri.fsPath))
    .digest('hex');
  if (agreed.has(hash)) return true;
  const load = vscode.l10n.t('Load Them');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Load the compiled rules {0}?', visible(vscode.workspace.asRelativePath(uri))),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Whoever made this file can run code in the process that loads it. Load it only if you trust where it comes from; otherwise scan with the rules that it was compiled from.',
      ),
    },
    load,
  );
  if (answer === load) agreed.add(hash);
  return answer === load;
}

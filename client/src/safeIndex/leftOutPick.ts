/** The list of what a safe index leaves out and why, with what can be done about it. */
import * as vscode from 'vscode';
import type { LeftOut } from '../../../server/src/protocol/safeIndex.ts';
import { iconSafe } from '../display.ts';
import type { SafeIndexPreview } from './previews.ts';

export type SafeIndexAction = 'write' | 'writeWithManifest';

interface LeftOutItem extends vscode.QuickPickItem {
  readonly action?: SafeIndexAction;
  readonly leftOut?: LeftOut;
}

/** What the person chooses to do; something that is left out is shown in its index. Undefined when they leave. */
export async function pickLeftOut({ made }: SafeIndexPreview): Promise<SafeIndexAction | undefined> {
  const items: LeftOutItem[] = [
    { label: `$(save) ${vscode.l10n.t('Write…')}`, alwaysShow: true, action: 'write' },
    {
      label: `$(save-all) ${vscode.l10n.t('Write with Manifest…')}`,
      description: vscode.l10n.t('and a JSON file with the hashes of all files and the reasons'),
      alwaysShow: true,
      action: 'writeWithManifest',
    },
    { label: vscode.l10n.t('left out'), kind: vscode.QuickPickItemKind.Separator },
    ...made.leftOut.map((one) => leftOutItem(one)),
  ];
  const picked = await vscode.window.showQuickPick<LeftOutItem>(items, {
    title: vscode.l10n.t(
      'Safe Index (files: {0}, rules: {1}, left out: {2})',
      made.files.length,
      made.rules,
      made.leftOut.length,
    ),
    placeHolder: vscode.l10n.t('Write it, or see what is left out and why'),
    matchOnDescription: true,
    matchOnDetail: true,
    // The diff can be read meanwhile.
    ignoreFocusOut: true,
  });
  if (picked?.leftOut) await reveal(picked.leftOut);
  return picked?.action;
}

function leftOutItem(leftOut: LeftOut): LeftOutItem {
  const { kind, name, index, line, message } = leftOut;
  return {
    label: `${icons[kind]} ${iconSafe(name)}`,
    description: iconSafe(`${vscode.workspace.asRelativePath(index)}:${line}`),
    detail: iconSafe(message),
    leftOut,
  };
}

const icons: Readonly<Record<LeftOut['kind'], string>> = {
  file: '$(file)',
  rule: '$(symbol-class)',
  import: '$(symbol-module)',
  text: '$(symbol-string)',
};

async function reveal({ index, line }: LeftOut): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(index), { selection: new vscode.Range(at, at) });
}

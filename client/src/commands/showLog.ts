import * as vscode from 'vscode';
import type { App } from '../app.ts';

/** Opens one of the logs. */
export async function showLog(app: App): Promise<void> {
  const items = app.logs.list().map(({ name, title }) => ({ label: title, name }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Show Log') });
  if (picked !== undefined) {
    app.logs.channel(picked.name).show();
  }
}

/** "Earlier Scans…": what was recorded, to look at it, compare it, run it again or remove it. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { reportFailure } from '../failures.ts';
import { HistoryPicker } from '../history/historyPicker.ts';
import { storeChoice } from '../resultStore.ts';

export async function showHistory(app: App): Promise<void> {
  try {
    const entries = await app.service.request('listHistory', { store: storeChoice() });
    if (entries.length > 0) new HistoryPicker(app, entries).show();
    else void vscode.window.showInformationMessage(vscode.l10n.t('No scan has been recorded yet.'));
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The earlier scans could not be read.'), error);
  }
}

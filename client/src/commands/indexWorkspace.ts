/** "Index Workspace": makes the dictionary, or brings it in line with the disk. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { reportFailure } from '../failures.ts';
import { ensureTrusted } from '../trust.ts';

/** Whether there is a dictionary to work with; where there is none, a person is told and asked whether to make it. */
export async function ensureDictionary(app: App): Promise<boolean> {
  const { dictionary } = app;
  // Another program may have made one since.
  if (dictionary.standing === 'none' || dictionary.standing === 'failed') dictionary.forget();
  switch (await dictionary.look()) {
    case 'ready':
      return true;
    case 'no-folder':
    case 'not-on-disk':
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A dictionary is of a folder on disk. Open one with source files first.'),
      );
      return false;
    case 'untrusted':
      return (await ensureTrusted(vscode.l10n.t('The dictionary'), reason())) && (await ensureDictionary(app));
    case 'none': {
      const index = vscode.l10n.t('Index Workspace');
      const question = vscode.l10n.t('This workspace has no dictionary yet.');
      return (await vscode.window.showInformationMessage(question, index)) === index && (await indexWorkspace(app));
    }
    case 'unknown':
    case 'failed':
      await reportFailure(app, vscode.l10n.t('The dictionary could not be read.'), dictionary.failure);
      return false;
  }
}

/** Makes the dictionary, or brings it in line with the disk. Answers whether there is one now. */
export async function indexWorkspace(app: App): Promise<boolean> {
  if (!(await ensureTrusted(vscode.l10n.t('Indexing'), reason()))) return false;
  if (!app.dictionary.folder) return await ensureDictionary(app);
  try {
    const report = await app.indexing.run();
    if (report) {
      const { added, changed, moved, obsolete } = report.entries;
      const parts = [
        vscode.l10n.t('{0} entries', report.entries.total),
        ...(added > 0 ? [vscode.l10n.t('{0} new', added)] : []),
        ...(changed > 0 ? [vscode.l10n.t('{0} changed', changed)] : []),
        ...(moved > 0 ? [vscode.l10n.t('{0} moved', moved)] : []),
        ...(obsolete > 0 ? [vscode.l10n.t('{0} obsolete', obsolete)] : []),
        ...(report.problems.length > 0
          ? [vscode.l10n.t('{0} files with problems, see the log', report.problems.length)]
          : []),
      ];
      vscode.window.setStatusBarMessage(`$(book) ${vscode.l10n.t('Cryptex: {0}', parts.join(', '))}`, 10_000);
    }
    return report !== undefined;
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The workspace could not be indexed.'), error);
    return false;
  }
}

const reason = (): string => vscode.l10n.t('A dictionary lies in its folder, and may be by anybody.');

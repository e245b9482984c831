import { extname } from 'node:path';
import * as vscode from 'vscode';
import type { ScanFormat } from '../../../server/src/protocol/scan.ts';
import type { App } from '../app.ts';
import { notificationSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { ensureOnDisk } from '../ruleFiles.ts';
import { exportOutcome, exportParts } from '../views/scanPanel/exportParts.ts';
import type { ScanResults } from '../views/scanPanel/results.ts';

/** One row a format; the first extension is the one that is proposed. */
const formats: Readonly<Record<ScanFormat, { readonly name: string; readonly extensions: readonly string[] }>> = {
  json: { name: 'JSON', extensions: ['json'] },
  ndjson: { name: 'NDJSON', extensions: ['ndjson', 'jsonl'] },
  sarif: { name: 'SARIF', extensions: ['sarif'] },
  csv: { name: 'CSV', extensions: ['csv'] },
  html: { name: 'HTML', extensions: ['html', 'htm'] },
  text: { name: 'Text', extensions: ['txt'] },
};

/** Writes what the Scan view has to a file that the person names; the format follows from its extension. */
export async function exportScan(app: App): Promise<void> {
  const { results } = app.scans.current;
  if (results.started === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no scan results to export.'));
    return;
  }
  const milliseconds = app.scans.elapsed;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const output = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Scan Results'),
    saveLabel: vscode.l10n.t('Export'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, 'scan.json') }),
    filters: Object.fromEntries(Object.values(formats).map(({ name, extensions }) => [name, [...extensions]])),
  });
  const format = output && ensureOnDisk([output]) ? await formatOf(output) : undefined;
  if (output === undefined || format === undefined) {
    return;
  }
  try {
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Exporting scan results'),
        cancellable: true,
      },
      (_, token) =>
        app.service.exportScan(
          { format, output: output.fsPath, outcome: exportOutcome(results, milliseconds) },
          exportParts(results),
          token,
        ),
    );
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The results could not be exported.'), error);
    return;
  }
  await tell(output, results);
}

/** Asks when the name does not say. */
async function formatOf(output: vscode.Uri): Promise<ScanFormat | undefined> {
  const extension = extname(output.path).slice(1).toLowerCase();
  const rows = Object.entries(formats) as [ScanFormat, (typeof formats)[ScanFormat]][];
  const [known] = rows.find(([, { extensions }]) => extensions.includes(extension)) ?? [];
  if (known !== undefined) {
    return known;
  }
  const items = rows.map(([format, { name, extensions }]) => ({
    label: name,
    description: `.${extensions[0] ?? ''}`,
    format,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Format of the Exported Results') });
  return picked?.format;
}

async function tell(output: vscode.Uri, { rows, dropped }: ScanResults): Promise<void> {
  const name = vscode.workspace.asRelativePath(output);
  const open = vscode.l10n.t('Open');
  const isCut = rows.some(({ patterns }) => patterns.some(({ matchCount, matches }) => matchCount > matches.length));
  const text = [
    vscode.l10n.t('{0} results were exported to {1}.', rows.length, name),
    ...(dropped > 0 ? [vscode.l10n.t('{0} more were found and not kept.', dropped)] : []),
    ...(isCut ? [vscode.l10n.t('Of patterns with many matches in a file only the first are kept.')] : []),
  ].join(' ');
  if ((await vscode.window.showInformationMessage(notificationSafe(text), open)) === open) {
    await vscode.commands.executeCommand('vscode.open', output);
  }
}

import * as vscode from 'vscode';
import type { ScanFormat } from '../../../server/src/protocol/scan.ts';
import type { App } from '../app.ts';
import { notificationSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { askExportTarget, type ExportFormats } from './exportTarget.ts';
import { exportOutcome, exportParts } from '../views/scanPanel/exportParts.ts';
import type { ScanResults } from '../views/scanPanel/results.ts';

const formats: ExportFormats<ScanFormat> = {
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
  const target = await askExportTarget(formats, {
    title: vscode.l10n.t('Export Scan Results'),
    fileName: 'scan.json',
    formatTitle: vscode.l10n.t('Format of the Exported Results'),
  });
  if (!target) {
    return;
  }
  const { output, format } = target;
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

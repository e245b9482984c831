/** The commands that are about the gap audit as a whole. */
import * as vscode from 'vscode';
import { coverage } from '../../../server/src/protocol/gap.ts';
import type { GapAuditSummary, GapReportFormat } from '../../../server/src/protocol/gapView.ts';
import type { App } from '../app.ts';
import { gapView } from '../contributions.ts';
import { notificationSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { gapGroupingName } from '../gap/words.ts';
import { readSetting } from '../settings.ts';
import { ensureTrusted } from '../trust.ts';
import { languageNames } from '../dictionary/words.ts';
import { askExportTarget, type ExportFormats } from './exportTarget.ts';
import { filterAsTyped, pickGrouping, showMore } from './treeInputs.ts';

const formats: ExportFormats<GapReportFormat> = {
  json: { name: 'JSON', extensions: ['json'] },
  markdown: { name: 'Markdown', extensions: ['md', 'markdown'] },
  csv: { name: 'CSV', extensions: ['csv'] },
  html: { name: 'HTML', extensions: ['html', 'htm'] },
  sarif: { name: 'SARIF', extensions: ['sarif'] },
};

export async function runGapAudit(app: App): Promise<void> {
  const reason = vscode.l10n.t('An audit lies in its folder, and may be by anybody.');
  if (!(await ensureTrusted(vscode.l10n.t('The gap audit'), reason))) return;
  if (!app.dictionary.folder) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('A gap audit is of a folder on disk. Open one with source files first.'),
    );
    return;
  }
  try {
    const summary = await app.auditing.run();
    if (summary) tell(summary);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The workspace could not be audited.'), error);
  }
}

function tell({ totals, problems, targetFunctions }: GapAuditSummary): void {
  const { ported, functions } = totals;
  const parts = [
    vscode.l10n.t('{0} % of {1} functions', coverage(ported, functions), functions),
    ...(problems.length > 0 ? [vscode.l10n.t('{0} problems, see the log', problems.length)] : []),
  ];
  vscode.window.setStatusBarMessage(`$(checklist) ${vscode.l10n.t('Gap audit: {0}', parts.join(', '))}`, 10_000);
  if (targetFunctions > 0) return;
  const target = languageNames[readSetting('cryptex.gap.target')];
  void vscode.window.showInformationMessage(
    vscode.l10n.t('There is no function in {0} to compare with: see the setting cryptex.gap.target.', target),
  );
}

export async function exportGapReport(app: App): Promise<void> {
  const target = await askExportTarget(formats, {
    title: vscode.l10n.t('Export Gap Report'),
    fileName: 'gap_report.json',
    formatTitle: vscode.l10n.t('Format of the Report'),
  });
  if (!target) return;
  const { output, format } = target;
  try {
    await app.gap.ask('exportGap', { format, output: output.fsPath });
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The report could not be exported.'), error);
    return;
  }
  const open = vscode.l10n.t('Open');
  const text = vscode.l10n.t('The report was exported to {0}.', vscode.workspace.asRelativePath(output));
  if ((await vscode.window.showInformationMessage(notificationSafe(text), open)) === open) {
    await vscode.commands.executeCommand('vscode.open', output);
  }
}

export async function groupGap(app: App): Promise<void> {
  await pickGrouping(app.gapTree.grouped, vscode.l10n.t('Group Gap Audit By'), gapGroupingName);
}

export async function filterGap(app: App): Promise<void> {
  await filterAsTyped(app.gapTree.grouped, {
    view: gapView,
    title: vscode.l10n.t('Filter Gap Audit'),
    placeholder: vscode.l10n.t('Words of a component or of who is responsible'),
  });
}

export async function showMoreComponents(app: App, argument: unknown): Promise<void> {
  await showMore(app.gapTree.grouped, argument);
}

/** Selects a component, which is named by the argument. */
export async function revealComponent(app: App, argument: unknown): Promise<void> {
  if (typeof argument !== 'string') return;
  try {
    // The view is made, and its tree, before something in it can be selected.
    await vscode.commands.executeCommand(`${gapView}.focus`);
    if (await app.gapTree.reveal(argument, { focus: true })) return;
    app.gapTree.grouped.filterBy('');
    if (await app.gapTree.reveal(argument, { focus: true })) return;
    const text = vscode.l10n.t('The gap audit has no component {0}.', argument);
    void vscode.window.showInformationMessage(notificationSafe(text));
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The component could not be shown.'), error);
  }
}

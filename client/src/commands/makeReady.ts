/** "Make Rules Ready for YARA-X…": all safe changes of the workspace, shown before any of them is made. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { notificationSafe, visible } from '../display.ts';
import { excludedGlobs } from '../excludedGlobs.ts';
import { reportFailure } from '../failures.ts';
import { readyEdit } from '../readyEdit.ts';
import { ensureOnDisk, savedRuleFiles } from '../ruleFiles.ts';
import { ruleSettings } from '../ruleSettings.ts';
import { ensureTrusted } from '../trust.ts';
import type { MakeReadyReport, MakeReadyRequest } from '../../../server/src/protocol/makeReady.ts';

export async function makeReady(app: App): Promise<void> {
  if (!(await ensureTrusted(vscode.l10n.t('Judging rules')))) return;
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder with rules first.'));
    return;
  }
  // The engines read from the disk.
  if (!ensureOnDisk(folders.map(({ uri }) => uri)) || !(await savedRuleFiles([]))) return;
  try {
    const report = await workOut(app, folders);
    if (report) await offer(app, report);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('It could not be told what makes the rules ready for YARA-X.'), error);
  }
}

/** Of all folders; undefined when it is cancelled. */
async function workOut(app: App, folders: readonly vscode.WorkspaceFolder[]): Promise<MakeReadyReport | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Trying what makes the rules ready for YARA-X'),
    cancellable: true,
  };
  return await vscode.window.withProgress(options, async (progress, token) => {
    const all: MakeReadyReport = { changes: [], files: 0, ready: 0, notUtf8: [], failures: [] };
    for (const folder of folders) {
      const report = await app.service.makeReady(
        requestOf(folder),
        ({ files, found }) => progress.report({ message: vscode.l10n.t('{0}: {1} of {2}', folder.name, files, found) }),
        token,
      );
      if (token.isCancellationRequested) return undefined;
      all.changes.push(...report.changes);
      all.files += report.files;
      all.ready += report.ready;
      all.notUtf8.push(...report.notUtf8);
      all.failures.push(...report.failures);
    }
    return all;
  });
}

function requestOf({ uri }: vscode.WorkspaceFolder): MakeReadyRequest {
  return {
    folder: uri.fsPath,
    exclude: excludedGlobs(),
    ...ruleSettings(uri),
  };
}

async function offer(app: App, report: MakeReadyReport): Promise<void> {
  for (const { path, message } of report.failures) app.logs.client.warn(`${visible(path)}: ${visible(message, 2000)}`);
  for (const path of report.notUtf8) app.logs.client.warn(`${visible(path)} is not UTF-8.`);
  if (report.changes.length === 0) {
    tell(app, report, 0, vscode.l10n.t('Nothing is known that makes more rules ready for YARA-X safely.'));
    return;
  }
  const isShownFirst = await asksForPreview(report);
  if (isShownFirst === undefined) return;
  const { edit, files, stale } = await readyEdit(report.changes, isShownFirst);
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return;
  // What was ticked the editor does not tell.
  const made = isShownFirst
    ? vscode.l10n.t('The changes that you have ticked were made.')
    : vscode.l10n.t('Files with changes for YARA-X: {0}.', files);
  tell(app, report, stale, made);
}

/** The preview has nothing ticked, which is much to do for many files. Undefined when the person leaves. */
async function asksForPreview({ changes }: MakeReadyReport): Promise<boolean | undefined> {
  const places = changes.reduce((sum, { edits }) => sum + edits.length, 0);
  const preview = vscode.l10n.t('Show Preview');
  const all = vscode.l10n.t('Apply All');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Files that can be changed safely for YARA-X: {0}, in {1} places.', changes.length, places),
    {
      modal: true,
      detail: vscode.l10n.t(
        'With each of the changes libyara judges the file as before. The preview shows them, and you tick those that are to be made.',
      ),
    },
    preview,
    all,
  );
  return answer === undefined ? undefined : answer === preview;
}

/** Says how it stands, and what is left for a person. */
function tell(app: App, { files, ready, notUtf8, failures }: MakeReadyReport, stale: number, what: string): void {
  const sentences = [
    what,
    vscode.l10n.t('{0} of the {1} rule files that libyara takes were ready before.', ready, files),
    ...(notUtf8.length > 0
      ? [vscode.l10n.t('{0} are not UTF-8: `cryptex gap rules --fix` writes them anew.', notUtf8.length)]
      : []),
    ...(stale > 0 ? [vscode.l10n.t('{0} have changed meanwhile and were left out.', stale)] : []),
    ...(failures.length > 0 ? [vscode.l10n.t('{0} could not be judged, see the log.', failures.length)] : []),
  ];
  const showLog = vscode.l10n.t('Show Log');
  const buttons = notUtf8.length + failures.length > 0 ? [showLog] : [];
  void vscode.window.showInformationMessage(notificationSafe(sentences.join(' ')), ...buttons).then((answer) => {
    if (answer === showLog) app.logs.client.show();
  });
}

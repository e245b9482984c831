/** "Make Safe Index…": an index without the files that can't be used, shown beside the index before anything is written. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { notificationSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { chooseRuleFile, ensureOnDisk, isRuleFile, savedRuleFiles } from '../ruleFiles.ts';
import { showLeftOut } from './writeSafeIndex.ts';
import { readSetting } from '../settings.ts';
import { ensureTrusted } from '../trust.ts';
import type { SafeIndexRequest, SafeIndexWork } from '../../../server/src/protocol/safeIndex.ts';
import { ruleSettings } from '../ruleSettings.ts';

export async function makeSafeIndex(app: App, ...args: unknown[]): Promise<void> {
  if (!(await ensureTrusted(vscode.l10n.t('Making a safe index')))) {
    return;
  }
  const [resource] = args;
  const chosen = resource instanceof vscode.Uri && isRuleFile(resource) ? resource : await chooseRuleFile();
  const [index] = chosen === undefined ? [] : ((await savedRuleFiles([chosen])) ?? []);
  if (index === undefined || !ensureOnDisk([index])) {
    return;
  }
  const request: SafeIndexRequest = {
    index: index.fsPath,
    excludeModules: readSetting('yara.safeIndex.excludeModules', index),
    onDuplicate: 'first',
    ...ruleSettings(index),
    replace: false,
  };
  await make(app, index, request);
}

/** Makes it and shows what came of it. */
export async function make(app: App, index: vscode.Uri, request: SafeIndexRequest): Promise<void> {
  let work: SafeIndexWork;
  try {
    work = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Making a safe index of {0}', vscode.workspace.asRelativePath(index)),
        cancellable: true,
      },
      (_, token) => app.service.request('safeIndex', request, token),
    );
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The safe index could not be made.'), error);
    return;
  }
  await show(app, index, request, work);
}

async function show(
  app: App,
  index: vscode.Uri,
  request: SafeIndexRequest,
  { outcome, inputs }: SafeIndexWork,
): Promise<void> {
  const name = notificationSafe(vscode.workspace.asRelativePath(index));
  switch (outcome.type) {
    case 'made':
      app.problems.clear();
      if (outcome.leftOut.length === 0) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('{0} is a safe index already: all of it compiles.', name),
        );
      } else {
        await showLeftOut(app, await app.safeIndexes.show({ index, request, made: outcome, inputs }));
      }
      break;
    case 'empty':
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'Nothing of {0} would be left. First: {1}',
          name,
          notificationSafe(outcome.leftOut[0] ? `${outcome.leftOut[0].name}: ${outcome.leftOut[0].message}` : '–'),
        ),
      );
      break;
    case 'duplicates':
      // Asked for as an error only on the command line.
      break;
    case 'rejected':
      void vscode.window.showErrorMessage(
        vscode.l10n.t('{0} does not compile, and nothing of it can be left out for that. See the problems.', name),
      );
      if ((await app.problems.show(outcome.messages)) > 0) {
        await vscode.commands.executeCommand('workbench.actions.view.problems');
      }
      break;
  }
}

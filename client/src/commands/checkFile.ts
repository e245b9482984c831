import * as vscode from 'vscode';
import type { App } from '../app.ts';
import type { CheckSummary } from '../../../server/src/protocol/languageServer.ts';
import { reportFailure } from '../failures.ts';
import { activeRuleDocument, isRuleFile } from '../ruleFiles.ts';

const messageMilliseconds = 8000;

/** Judges a rule file now and says in the status bar how it went; what is wrong is in the Problems view. */
export async function checkFile(app: App, ...args: unknown[]): Promise<void> {
  const [resource] = args;
  const uri = resource instanceof vscode.Uri && isRuleFile(resource) ? resource : activeRuleDocument()?.uri;
  if (uri === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a YARA rule file to check it.'));
    return;
  }
  try {
    // Opening makes it known to the language server.
    await vscode.workspace.openTextDocument(uri);
    const summary = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Checking YARA rules') },
      (_, token) => app.language.check({ uri: uri.toString() }, token),
    );
    vscode.window.setStatusBarMessage(summaryText(summary), messageMilliseconds);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The rules could not be checked.'), error);
  }
}

function summaryText({ errors, warnings, judgedBy }: CheckSummary): string {
  const judges = judgedBy.length > 0 ? ` (${judgedBy.join(', ')})` : '';
  if (errors + warnings === 0) {
    return vscode.l10n.t('{0} YARA: no problems', '$(pass)') + judges;
  }
  const parts = [
    errors === 0 ? '' : errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors),
    warnings === 0 ? '' : warnings === 1 ? vscode.l10n.t('1 warning') : vscode.l10n.t('{0} warnings', warnings),
  ].filter((part) => part !== '');
  return `${errors > 0 ? '$(error)' : '$(warning)'} YARA: ${parts.join(', ')}${judges}`;
}

import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { notificationSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { chooseRuleFile, ensureOnDisk, isRuleFile, savedRuleFiles } from '../ruleFiles.ts';
import { ensureTrusted } from '../trust.ts';
import type { CompileResult } from '../../../server/src/protocol/compileJob.ts';
import { ruleSettings } from '../ruleSettings.ts';

/** Compiles a rule file to a `.yarc` that the person names. What is wrong in the rules goes to the Problems view. */
export async function compileRules(app: App, ...args: unknown[]): Promise<void> {
  if (!(await ensureTrusted(vscode.l10n.t('Compiling')))) {
    return;
  }
  const [resource] = args;
  const chosen = resource instanceof vscode.Uri && isRuleFile(resource) ? resource : await chooseRuleFile();
  const [rules] = chosen === undefined ? [] : ((await savedRuleFiles([chosen])) ?? []);
  if (rules === undefined || !ensureOnDisk([rules])) {
    return;
  }
  const output = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Write Compiled Rules'),
    saveLabel: vscode.l10n.t('Compile'),
    defaultUri: rules.with({ path: `${rules.path.replace(/\.[^./]+$/, '')}.yarc` }),
    filters: { [vscode.l10n.t('Compiled YARA rules')]: ['yarc'] },
  });
  if (output === undefined || !ensureOnDisk([output])) {
    return;
  }
  try {
    await report(app, await compile(app, rules, output), output);
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The rules could not be compiled.'), error);
  }
}

async function compile(app: App, rules: vscode.Uri, output: vscode.Uri): Promise<CompileResult> {
  const request = {
    rules: [{ path: rules.fsPath }],
    output: output.fsPath,
    ...ruleSettings(rules),
  };
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Compiling YARA rules'), cancellable: true },
    (_, token) => app.service.request('compile', request, token),
  );
}

async function report(app: App, result: CompileResult, output: vscode.Uri): Promise<void> {
  const errors = await app.problems.show(result.messages);
  if (errors > 0) {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    return;
  }
  const name = vscode.workspace.asRelativePath(output);
  const reveal = vscode.l10n.t('Reveal in Explorer');
  const text =
    result.rules === undefined || result.patterns === undefined
      ? vscode.l10n.t('The rules were compiled to {0}.', name)
      : vscode.l10n.t('{0} rules with {1} patterns were compiled to {2}.', result.rules, result.patterns, name);
  if ((await vscode.window.showInformationMessage(notificationSafe(text), reveal)) === reveal) {
    await vscode.commands.executeCommand('revealInExplorer', output);
  }
}

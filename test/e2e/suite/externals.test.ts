import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askUntil } from '../host/askUntil.ts';
import { needLibyara } from '../needs.ts';
import { diagnosticsOf, openFile } from '../host/ruleFiles.ts';

describe('an external variable that is not declared', () => {
  before(function () {
    needLibyara(this);
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration('yara')
      .update('externalVariables', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is declared by a quick-fix, and then known', async () => {
    const document = await openFile('rules/external.yar');
    const [unknown] = await diagnosticsOf(document, (lines) => lines.some((line) => line.includes('`environment`')));
    assert.ok(unknown);
    const command = await askUntil(
      () =>
        vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          unknown.range,
          vscode.CodeActionKind.QuickFix.value,
        ),
      (actions) => actions.find((fix) => fix.command?.command === 'yara.declareExternal')?.command,
    );
    await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
    await diagnosticsOf(document, (lines) => lines.length === 0);
    const declared = vscode.workspace
      .getConfiguration('yara', document.uri)
      .get<Record<string, unknown>>('externalVariables');
    assert.deepEqual(Object.keys(declared ?? {}), ['environment']);
  });
});

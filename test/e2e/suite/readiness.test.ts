import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askUntil } from '../host/askUntil.ts';
import { diagnosticsOf } from '../host/ruleFiles.ts';
import { needLibyara } from '../needs.ts';

const text = 'rule a { strings: $a = /x{/ condition: $a }\nrule b { strings: $b = /y{\\R/ condition: $b }\n';

describe('readiness for YARA-X', () => {
  const set = async (isWanted: true | undefined) => {
    const { Workspace } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration('yara').update('yaraX.diagnostics', isWanted, Workspace);
  };
  before(async function () {
    needLibyara(this);
    await set(true);
  });
  after(async () => {
    await set(undefined);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is told beside the rules, mended one by one and all at once, and goes with the setting', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yara', content: text });
    await vscode.window.showTextDocument(document);
    const found = await diagnosticsOf(document, (lines) => lines.length === 2);
    assert.deepEqual([...new Set(found.map(({ source }) => source))], ['yara-x']);

    const actionsOf = (kind: vscode.CodeActionKind) =>
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        found[0]?.range ?? new vscode.Range(0, 0, 0, 0),
        kind.value,
        // So many are resolved.
        10,
      );
    const fix = await askUntil(
      () => actionsOf(vscode.CodeActionKind.QuickFix),
      (actions) => actions.find(({ isPreferred }) => isPreferred === true)?.edit,
    );
    assert.ok(await vscode.workspace.applyEdit(fix));
    assert.equal(document.getText(), text.replace('x{', 'x\\{'));
    await diagnosticsOf(document, (lines) => lines.length === 1);

    const all = await askUntil(
      () => actionsOf(vscode.CodeActionKind.SourceFixAll),
      (actions) => actions.find(({ kind }) => kind?.value === 'source.fixAll.yara-x')?.edit,
    );
    assert.ok(await vscode.workspace.applyEdit(all));
    assert.equal(document.getText(), text.replace('x{', 'x\\{').replace('y{\\R', 'y\\{R'));
    await diagnosticsOf(document, (lines) => lines.length === 0);

    await vscode.commands.executeCommand('undo');
    await diagnosticsOf(document, (lines) => lines.length === 1);
    await set(undefined);
    await diagnosticsOf(document, (lines) => lines.length === 0);
  });
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askUntil } from '../host/askUntil.ts';
import { diagnosticsOf, openFile, replaceText } from '../host/ruleFiles.ts';

describe('in a restricted workspace', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('the extension runs', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await openFile('rules/good.yar');
    const extension = vscode.extensions.getExtension('yara-cryptex.yara-cryptex');
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });

  it('rules have their outline', async () => {
    const document = await openFile('rules/good.yar');
    const greeting = await askUntil(
      () =>
        vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri),
      (symbols) => symbols.find(({ name }) => name === 'Greeting'),
    );
    assert.equal(document.getText(greeting.selectionRange), 'Greeting');
  });

  it('syntax is judged, and libyara is not asked', async () => {
    const document = await openFile('rules/semantic.yar');
    await replaceText(document, 'file_size > 0', 'file_size > and');
    const found = await diagnosticsOf(document, (lines) => lines.length > 0);
    assert.deepEqual(
      found.filter(({ source }) => source === 'libyara').map(({ message }) => message),
      [],
    );
  });
});

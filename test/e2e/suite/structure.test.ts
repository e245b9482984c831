import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askUntil } from '../host/askUntil.ts';
import { openFile } from '../host/ruleFiles.ts';

describe('the structure of a rule file', () => {
  let document: vscode.TextDocument;

  before(async () => {
    document = await openFile('rules/good.yar');
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is an outline of rules', async () => {
    const symbols = await askUntil(
      () =>
        vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri),
      (answer) => (answer.length > 0 ? answer : undefined),
    );
    const rules = symbols.map(({ name }) => name).filter((name) => /Greeting|Small/.test(name));
    assert.deepEqual(rules, ['Greeting', 'Small']);
    const greeting = symbols.find(({ name }) => name === 'Greeting');
    assert.equal(greeting && document.getText(greeting.selectionRange), 'Greeting');
  });

  it('folds by rule', async () => {
    const ranges = await askUntil(
      () => vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri),
      (answer) => (answer.length > 0 ? answer : undefined),
    );
    assert.ok(ranges.some(({ start }) => start === 2));
    assert.ok(ranges.some(({ start }) => start === 12));
  });

  it('widens a selection from a word to its rule', async () => {
    const at = document.positionAt(document.getText().indexOf('$world and') + 2);
    const selection = await askUntil(
      () =>
        vscode.commands.executeCommand<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', document.uri, [
          at,
        ]),
      // Without a server the editor answers with words and lines.
      ([first]) => (first?.parent ? first : undefined),
    );
    const texts: string[] = [];
    for (let one: vscode.SelectionRange | undefined = selection; one; one = one.parent)
      texts.push(document.getText(one.range));
    assert.equal(texts[0], '$world');
    assert.ok(texts.some((text) => text.startsWith('rule Greeting') && text.endsWith('}')));
    assert.equal(texts.at(-1)?.trim(), document.getText().trim());
  });
});

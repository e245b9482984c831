import assert from 'node:assert/strict';
import { commands, workspace } from 'vscode';
import { needLibyara } from '../needs.ts';
import { diagnosticsOf, fileUri, inOneLine, openFile, replaceText } from '../host/ruleFiles.ts';

const some = (pattern: RegExp) => (lines: readonly string[]) => lines.some((line) => pattern.test(line));
const none = (lines: readonly string[]) => lines.length === 0;

describe('diagnostics', () => {
  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('underline a slip of syntax where it is', async () => {
    const document = await openFile('rules/syntax.yar');
    const [first] = await diagnosticsOf(document, some(/^error/));
    assert.equal(first?.range.start.line, 4);
  });

  it('go when the slip is repaired, and come back with it', async () => {
    const document = await openFile('rules/syntax.yar');
    await diagnosticsOf(document, some(/^error/));
    await replaceText(document, 'and and', '');
    await diagnosticsOf(document, none);
    await replaceText(document, 'condition:', 'condition');
    await diagnosticsOf(document, some(/^error/));
  });

  describe('by libyara', () => {
    before(function () {
      needLibyara(this);
    });

    it('stand on the words that they are about', async () => {
      const document = await openFile('rules/semantic.yar');
      const found = await diagnosticsOf(document, (lines) => lines.length >= 3);
      assert.deepEqual(found.map((one) => inOneLine(document, one).replace(/^(\w+ `[^`]*`) .*$/s, '$1')).sort(), [
        'error `$payload`',
        'error `file_size`',
        'warning `$byte`',
      ]);
      assert.deepEqual([...new Set(found.map(({ source }) => source))], ['libyara']);
    });

    it('are none for rules that are right', async () => {
      const document = await openFile('rules/good.yar');
      await replaceText(document, 'filesize < 1KB', 'file_size < 1KB');
      await diagnosticsOf(document, some(/file_size/));
      await replaceText(document, 'file_size < 1KB', 'filesize < 1KB');
      await diagnosticsOf(document, none);
    });

    it('reach into the file that is included', async () => {
      await openFile('rules/index.yar');
      const included = await workspace.openTextDocument(fileUri('rules/included.yar'));
      const [first] = await diagnosticsOf(included, some(/^error/));
      assert.equal(first && included.getText(first.range), 'file_size');
    });
  });
});

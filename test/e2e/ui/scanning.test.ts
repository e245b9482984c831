import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';
import { needLibyara } from '../needs.ts';

describe('running rules', () => {
  let workspace: EditorWorkspace;

  before(async function () {
    needLibyara(this);
    workspace = await openWorkspace();
    await workspace.editor.quickOpen('good.yar');
    await workspace.editor.status(/YARA \d+\.\d+/).waitFor();
  });
  after(() => workspace.close());

  it('lists files, rules and matches of a folder that was scanned', async () => {
    const { editor, folder } = workspace;
    await editor.runCommand('YARA: Scan Folder…');
    await editor.choosePath(join(folder, 'samples'));
    const view = await editor.view('Scan');
    await view.getByText('3 files scanned · 2 with matches').waitFor();
    const rows = view.locator('.monaco-list-row');
    await editor.screenshot('scanning-results');
    await rows.filter({ hasText: 'greeting.txt' }).click();
    await rows
      .filter({ hasText: /Greeting/ })
      .first()
      .click();
    await rows.filter({ hasText: '$hello' }).first().waitFor();
    await editor.screenshot('scanning-matches');
    assert.match((await rows.filter({ hasText: '$hello' }).first().textContent()) ?? '', /Hello/);
  });

  it('leads from a match to its rule', async () => {
    const { editor } = workspace;
    const row = (await editor.view('Scan'))
      .locator('.monaco-list-row')
      .filter({ hasText: /Greeting/ })
      .first();
    await row.hover();
    await row.getByLabel('Open Rule').click();
    await editor.status('Ln 3, Col 14 (8 selected)').waitFor();
  });

  it('writes compiled rules', async () => {
    const { editor, folder } = workspace;
    await editor.quickOpen('good.yar');
    await editor.runCommand('YARA: Compile Rules…');
    await editor.choosePath(join(folder, 'good.yarc'));
    await editor.notifications.filter({ hasText: '2 rules with 2 patterns' }).waitFor();
    await editor.screenshot('scanning-compiled');
    assert.equal((await readFile(join(folder, 'good.yarc'))).subarray(0, 4).toString('latin1'), 'YARA');
  });
});

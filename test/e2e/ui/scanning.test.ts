import assert from 'node:assert/strict';
import { copyFile, readFile } from 'node:fs/promises';
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
    const view = editor.webview();
    await view.getByText('3 files scanned · 2 with matches').waitFor();
    await view.getByRole('treeitem', { name: /^greeting\.txt/ }).click();
    await editor.screenshot('scanning-results');
    await view.getByRole('treeitem', { name: /^Greeting/ }).click();
    await view.getByRole('heading', { name: 'Greeting' }).waitFor();
    await view.getByText('0x').first().click();
    const bytes = view.getByLabel('Bytes around the match').first();
    await bytes.waitFor();
    await editor.screenshot('scanning-matches');
    assert.match((await bytes.locator('.characters').allTextContents()).join(''), /hello/i);
    assert.equal((await bytes.locator('.characters mark').allTextContents()).join('').toLowerCase(), 'hello');
  });

  it('opens the file at a match, with its bytes and all that was found in it', async () => {
    const { editor } = workspace;
    await editor.webview().getByRole('button', { name: 'Open at Offset' }).first().click();
    const hex = await editor.editorWebview();
    await hex.getByText('0x0 (0) · $hello of Greeting').waitFor();
    assert.equal((await hex.locator('.characters .current').allTextContents()).join(''), 'Hello');
    await hex.getByRole('option', { name: /world/ }).click();
    await hex.getByText('0x7 (7) · $world of Greeting').waitFor();
    await editor.screenshot('scanning-hex');
    await editor.page
      .locator('.tab.active')
      .getByRole('button', { name: /^Close/ })
      .click();
    await editor.page.locator('.tab.active').filter({ hasText: 'good.yar' }).waitFor();
  });

  it('filters and groups', async () => {
    const { editor } = workspace;
    const view = editor.webview();
    await view.getByLabel('Filter results').fill('greeting.bin');
    await view.getByText('1 of 2 results').waitFor();
    await view.getByLabel('Group by').selectOption('By Tag');
    await view.getByRole('treeitem', { name: 'demo, 1 result' }).waitFor();
    await editor.screenshot('scanning-filtered');
  });

  it('leads from a match to its rule', async () => {
    const { editor } = workspace;
    await editor.webview().getByRole('button', { name: 'Open Rule' }).click();
    await editor.status('Ln 3, Col 14 (8 selected)').waitFor();
  });

  it('exports what was found, in the format of the file name', async () => {
    const { editor, folder } = workspace;
    await editor.runCommand('YARA: Export Scan Results…');
    await editor.choosePath(join(folder, 'found.csv'));
    await editor.notifications.filter({ hasText: '2 results were exported to found.csv.' }).waitFor();
    assert.match(await readFile(join(folder, 'found.csv'), 'utf8'), /greeting\.bin,.*Greeting/);
  });

  it('runs an earlier scan again, compares the two and shows the first', async () => {
    const { editor, folder } = workspace;
    const view = editor.webview();
    await copyFile(join(folder, 'samples', 'greeting.txt'), join(folder, 'samples', 'another.txt'));
    await editor.runCommand('YARA: Earlier Scans…');
    await editor.picks.first().hover();
    await editor.picks.first().getByRole('button', { name: 'Run Again' }).click();
    await view.getByText('4 files scanned · 3 with matches').waitFor();
    await editor.runCommand('YARA: Earlier Scans…');
    await editor.picks
      .filter({ hasText: /samples/ })
      .nth(1)
      .waitFor();
    await editor.screenshot('scanning-earlier');
    await editor.picks.first().hover();
    await editor.picks.first().getByRole('button', { name: 'Compare with Another…' }).click();
    await editor.picks.getByRole('button', { name: 'Remove' }).first().waitFor({ state: 'detached' });
    await editor.page.keyboard.press('Enter');
    await editor.page.locator('.tab.active').filter({ hasText: 'Comparison of Scans' }).waitFor();
    await editor.page.locator('.view-line').filter({ hasText: '+ default:Greeting' }).waitFor();
    await editor.screenshot('scanning-comparison');
    await editor.runCommand('YARA: Earlier Scans…');
    await editor.picks
      .filter({ hasText: /samples/ })
      .nth(1)
      .click();
    await view.getByText('3 files scanned · 2 with matches').waitFor();
    // The filter from before still holds.
    await view.getByText('1 of 2 results').waitFor();
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

  it('loads compiled rules once a person has agreed', async () => {
    const { editor, folder } = workspace;
    const view = editor.webview();
    const dialog = editor.page.locator('.monaco-dialog-box');
    await view.getByRole('button', { name: 'Choose…' }).click();
    await editor.pick('Browse…');
    await editor.choosePath(join(folder, 'good.yarc'));
    await view.getByText('good.yarc').waitFor();
    await view.getByRole('button', { name: 'Scan', exact: true }).click();
    await dialog.getByText('Load the compiled rules good.yarc?').waitFor();
    await editor.screenshot('scanning-compiled-rules');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await view.getByText('3 files scanned').waitFor();
    await view.getByRole('button', { name: 'Scan', exact: true }).click();
    await dialog.getByRole('button', { name: 'Load Them' }).click();
    await view.getByText('4 files scanned · 3 with matches').waitFor();
  });

  it('takes an editor that is dropped on the view as what to scan', async () => {
    const { editor } = workspace;
    await editor.quickOpen('good.yar');
    await editor.dropTabOnWebview();
    await editor.webview().locator('.chosen').nth(1).getByText('good.yar').waitFor();
  });
});

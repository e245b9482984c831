import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';

describe('the dictionary of a code base', () => {
  let workspace: EditorWorkspace;
  let view: Locator;

  before(async () => {
    workspace = await openWorkspace({
      settings: { 'cryptex.dictionary.codeLens': true, 'cryptex.dictionary.followCursor': true },
    });
  });
  after(() => workspace.close());

  /** The rows of the tree, by what they say. */
  const row = (text: string | RegExp): Locator => view.locator('.monaco-list-row').filter({ hasText: text });

  /** Opens the entry of the symbol that a line of the active editor names. */
  async function goToEntry(line: number, column: number, symbol: string): Promise<FrameLocator> {
    const { editor } = workspace;
    await editor.goTo(line, column);
    await editor.runCommand('Cryptex: Go to Cryptex Entry');
    const page = await editor.editorWebview();
    await page.locator('.about').getByText(symbol, { exact: true }).waitFor();
    return page;
  }

  it('says that it can not be read, and is looked for again', async () => {
    const { editor, folder } = workspace;
    const store = join(folder, '.cryptex', 'cryptex.sqlite');
    await mkdir(store, { recursive: true });
    view = await editor.openView('YARA Cryptex', 'Cryptex');
    await view.locator('.pane-header').click();
    await view.getByText('The dictionary could not be read.').waitFor();
    await editor.screenshot('cryptex-failed');
    await rm(join(folder, '.cryptex'), { recursive: true });
    await view.getByRole('button', { name: 'Try Again' }).click();
    await view.getByText('This workspace has no dictionary yet.').waitFor();
  });

  it('is offered where there is none, and made when a person says so', async () => {
    const { editor } = workspace;
    await view.getByText('This workspace has no dictionary yet.').waitFor();
    await editor.screenshot('cryptex-none');
    await view.getByRole('button', { name: 'Index This Workspace' }).click();
    await editor.status(/Cryptex: \d+ entries/).waitFor();
    await row(/\d/).first().waitFor();
  });

  it('is a tree, grouped as a person likes and filtered as they type', async () => {
    const { editor } = workspace;
    await editor.runCommand('Cryptex: Group By…');
    await editor.pick('Folder');
    await row('source').click();
    await row('engine.c').click();
    await row('scan_file').waitFor();
    await editor.screenshot('cryptex-tree');
    await editor.runCommand('Cryptex: Group By…');
    await editor.pick('Kind');
    await row('Functions').waitFor();
    await editor.runCommand('Cryptex: Filter…');
    await editor.page.getByPlaceholder('Words of a codename or a name').fill('close_source');
    await view.getByText('1 with “close_source”').waitFor();
    await row('close_source').waitFor();
    await editor.screenshot('cryptex-filtered');
    await editor.page.keyboard.press('Enter');
    await editor.runCommand('Cryptex: Clear Filter');
    await view.getByText('with “close_source”').waitFor({ state: 'detached' });
  });

  it('shows an entry with its source and what hangs together with it, and is walked', async () => {
    const { editor } = workspace;
    await editor.quickOpen('engine.c');
    const page = await goToEntry(4, 6, 'scan_file');
    await page.getByText('Opens the file and hands its bytes to the scanner.').first().waitFor();
    await page.locator('.pane').last().getByText('while (has_more(fd))').waitFor();
    await page.locator('.node').filter({ hasText: 'open_source' }).waitFor();
    await editor.screenshot('cryptex-entry');
    await page.locator('.node').filter({ hasText: 'open_source' }).click();
    await page.locator('.about').getByText('open_source', { exact: true }).waitFor();
    await page.getByText('<img src=x onerror=alert(1)> click').first().waitFor();
    assert.equal(await page.locator('img').count(), 0);
    await editor.screenshot('cryptex-hostile');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.locator('.about').getByText('scan_file', { exact: true }).waitFor();
  });

  it('keeps what a person wrote when the code changes, and tells that it did', async () => {
    const { editor, folder } = workspace;
    const page = await editor.editorWebview();
    await page.getByRole('button', { name: 'Edit summary' }).click();
    await page.getByLabel('Summary', { exact: true }).fill('Feeds a file to the scanner, piece by piece.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Written by a person').waitFor();
    const path = join(folder, 'source', 'engine.c');
    await writeFile(path, (await readFile(path, 'utf8')).replace('has_more(fd)', 'has_more(fd) && !is_full(s)'));
    await editor.runCommand('Cryptex: Index Workspace');
    await page.getByRole('region', { name: 'Drift' }).waitFor();
    await page.getByText('Feeds a file to the scanner, piece by piece.').first().waitFor();
    await editor.screenshot('cryptex-drift');
    await page.getByRole('button', { name: 'It Still Holds' }).click();
    await page.getByRole('region', { name: 'Drift' }).waitFor({ state: 'detached' });
  });

  it('is still there when the window is reloaded', async () => {
    const { editor } = workspace;
    await editor.reload(['cryptex.entry', '-ScanFile']);
    await editor.page.locator('.tab.active').filter({ hasText: 'ScanFile' }).waitFor();
    const page = await editor.editorWebview();
    await page.locator('.about').getByText('scan_file', { exact: true }).waitFor();
    await page.getByText('Feeds a file to the scanner, piece by piece.').first().waitFor();
  });

  it('says that there is no language model, where there is none', async () => {
    const page = await workspace.editor.editorWebview();
    await page.getByRole('button', { name: 'Suggest Summary' }).click();
    await page.getByText('There is no language model in this editor.').waitFor();
  });

  it('stands above definitions and in hovers, as text', async () => {
    const { editor } = workspace;
    await editor.quickOpen('engine.c');
    await editor.page.locator('.codelens-decoration').filter({ hasText: '· Legacy' }).first().waitFor();
    const hover = await editor.hover('scan_file');
    await hover.getByText('Feeds a file to the scanner, piece by piece.').waitFor();
    await hover.getByText('Open Entry').waitFor();
    await editor.screenshot('cryptex-hover');
    const hostile = await editor.hover('open_source');
    await hostile.getByText('<img src=x onerror=alert(1)>').waitFor();
    assert.equal(await hostile.locator('img').count(), 0);
  });

  it('is followed by the tree as the cursor moves', async () => {
    await workspace.editor.goTo(29, 3);
    await view.locator('.monaco-list-row.selected').filter({ hasText: 'close_source' }).waitFor();
  });

  it('is brought in line when a file is saved', async () => {
    const { editor } = workspace;
    await editor.quickOpen('report.py');
    await editor.goTo(2, 1);
    await editor.typeText('def brand_new():\n    return 1\n');
    await editor.page.keyboard.press('ControlOrMeta+S');
    await editor.page.locator('.codelens-decoration').nth(4).waitFor();
    await editor.runCommand('Cryptex: Search Cryptex…');
    await editor.pick('brand_new');
    const page = await editor.editorWebview();
    await page.locator('.about').getByText('brand_new', { exact: true }).waitFor();
  });
});

describe('the dictionary of a workspace that nobody has trusted', () => {
  let workspace: EditorWorkspace;

  before(async () => {
    workspace = await openWorkspace({ trust: true, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
  });
  after(() => workspace.close());

  it('is not read, and the view says how to go on', async () => {
    const { editor } = workspace;
    const view = await editor.openView('YARA Cryptex', 'Cryptex');
    await view.locator('.pane-header').click();
    await view.getByText('It is read once you trust the workspace.').waitFor();
    await view.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    await editor.screenshot('cryptex-untrusted');
    await editor.runCommand('Cryptex: Index Workspace');
    await editor.notifications.filter({ hasText: 'Indexing needs a trusted workspace' }).waitFor();
  });
});

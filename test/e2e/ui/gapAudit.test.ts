import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { gapFixture } from '../../helpers/gapFixture.ts';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';

describe('the gap audit of a code base', () => {
  let workspace: EditorWorkspace;
  let view: Locator;

  before(async () => {
    workspace = await openWorkspace({ source: gapFixture, settings: { 'cryptex.gap.decorations': true } });
  });
  after(() => workspace.close());

  /** The rows of the tree, by what they say. */
  const row = (text: string | RegExp): Locator => view.locator('.monaco-list-row').filter({ hasText: text });

  async function menu(of: Locator, action: string): Promise<void> {
    const { page } = workspace.editor;
    await of.click({ button: 'right' });
    // For a moment a menu that has just opened takes no click.
    await page.locator('.monaco-menu .action-menu-item').filter({ hasText: action }).first().hover();
    await page.keyboard.press('Enter');
    await page.locator('.monaco-menu').waitFor({ state: 'detached' });
  }

  async function answer(text: string): Promise<void> {
    const input = workspace.editor.page.locator('.quick-input-widget .quick-input-box input');
    await input.fill(text);
    await input.press('Enter');
  }

  it('is offered where there is none, and made when a person says so', async () => {
    const { editor } = workspace;
    view = await editor.openView('YARA Cryptex', 'Gap Audit');
    await view.locator('.pane-header').click();
    await view.getByText('There is no audit yet.').waitFor();
    await editor.screenshot('gap-none');
    await view.getByRole('button', { name: 'Run Gap Audit' }).click();
    // The tree gets the place that it needs.
    await editor.page.locator('.pane-header[aria-label^="Scan"]').click();
    await editor.status(/Gap audit: \d+ % of \d+ functions/).waitFor();
    await row(/In progress.*\d+ of \d+ functions, \d+ %/).waitFor();
    await view.getByText(/\d+ % of \d+ functions; \d+ of 21 components done/).waitFor();
    await editor.screenshot('gap-status');
  });

  it('is grouped as a person likes and filtered as they type', async () => {
    const { editor } = workspace;
    await editor.runCommand('Cryptex: Group Gap Audit By…');
    await editor.pick('Folder');
    await row('libsift').waitFor();
    await editor.runCommand('Cryptex: Filter Gap Audit…');
    await editor.page.getByPlaceholder('Words of a component or of who is responsible').fill('arena');
    await view.getByText('1 with “arena”').waitFor();
    await row('arena.c').waitFor();
    await editor.page.keyboard.press('Enter');
  });

  it('tells of a component its functions, of those their ports, and why', async () => {
    const { editor } = workspace;
    await row('arena.c').click();
    await row('sf_arena_allocate').first().click();
    await row('Arena::allocate').nth(1).waitFor();
    await row(/calls|constants|texts/)
      .first()
      .waitFor();
    await editor.screenshot('gap-reasons');
  });

  it('leads to the source and to the port beside it', async () => {
    const { editor } = workspace;
    await menu(row('sf_arena_allocate').first(), 'Open Both Side by Side');
    await editor.page.locator('.editor-group-container.active .tab.active').filter({ hasText: 'arena.rs' }).waitFor();
    assert.equal(await editor.page.locator('.editor-group-container').count(), 2);
    await editor.screenshot('gap-both');
    await menu(row('sf_arena_allocate').first(), 'Open Entry');
    const page = await editor.editorWebview();
    await page.locator('.about').getByText('sf_arena_allocate', { exact: true }).waitFor();
  });

  it('takes down what a person decides, and shows who it was', async () => {
    const { editor } = workspace;
    await menu(row('sf_arena_allocate').first(), 'Confirm');
    await row(/confirmed by/).waitFor();
    await menu(row('arena.c').first(), 'Assign…');
    await answer('kim');
    await row(/arena\.c.*kim/).waitFor();
    await menu(row('arena.c').first(), 'Show Decisions');
    await editor.picks.filter({ hasText: 'made kim responsible' }).waitFor();
    await editor.picks.filter({ hasText: 'confirmed the port' }).waitFor();
    await editor.screenshot('gap-decisions');
    await editor.page.keyboard.press('Escape');
    await menu(row('arena.c').first(), 'Exclude…');
    await answer('Replaced by the allocator of Rust');
    await row(/arena\.c.*Replaced by the allocator of Rust/).waitFor();
    await menu(row('arena.c').first(), 'Take Back Decision');
    await row(/arena\.c.*of \d+ functions/).waitFor();
  });

  it('selects a component where it is after a decision', async () => {
    const { editor } = workspace;
    await editor.runCommand('Cryptex: Group Gap Audit By…');
    await editor.pick('Status');
    await row('In progress').waitFor();
    await menu(row('libsift/arena.c'), 'Set Status…');
    await editor.pick('Done');
    await row('Done').waitFor();
    await view.locator('.monaco-list-row.selected').filter({ hasText: 'libsift/arena.c' }).waitFor();
    await editor.screenshot('gap-done');
    await menu(row('libsift/arena.c'), 'Take Back Decision');
    await row('In progress').waitFor();
    // It is opened where it is now.
    await row('sf_arena_allocate').waitFor();
    await editor.runCommand('Cryptex: Group Gap Audit By…');
    await editor.pick('Folder');
    await row(/libsift\s*3 of 5 functions, 60 %/).waitFor();
    await row('arena.c').click();
    await row('sf_arena_allocate').waitFor();
  });

  it('says what was wrong with a port that is not there', async () => {
    const { editor } = workspace;
    await menu(row('sf_arena_allocate').first(), 'Link Port…');
    await answer('src/none.rs#nothing');
    await editor.notifications.filter({ hasText: 'There is no function src/none.rs#nothing' }).waitFor();
    await editor.page.keyboard.press('Escape');
  });

  it('follows a port when that is saved', async () => {
    const { editor, folder } = workspace;
    await editor.runCommand('Cryptex: Clear Filter of Gap Audit');
    await row('scripts').waitFor();
    await row('libsift').click();
    await row('hash.c').waitFor();
    const before = await row('hash.c').innerText();
    await editor.quickOpen('digest.rs');
    await editor.page.keyboard.press('ControlOrMeta+A');
    await editor.typeText('// nothing is left\n');
    await editor.page.keyboard.press('ControlOrMeta+S');
    await row('hash.c')
      .filter({ hasText: /0 of \d+ functions/ })
      .waitFor();
    assert.notEqual(await row('hash.c').innerText(), before);
    assert.equal(await readFile(join(folder, 'crates/sift-core/src/digest.rs'), 'utf8'), '// nothing is left\n');
  });

  it('follows the map when that is saved', async () => {
    const { editor, folder } = workspace;
    await writeFile(join(folder, '.cryptex/gap-map.json'), '');
    await editor.page.keyboard.press('ControlOrMeta+P');
    // By its path, which needs no search.
    await editor.pick('.cryptex/gap-map.json', 'gap-map.json');
    await editor.page.locator('.tab.active').filter({ hasText: 'gap-map.json' }).waitFor();
    await editor.page.locator('.editor-group-container.active .monaco-editor.focused .view-line').first().waitFor();
    const list = { component: 'libsift/list.c', exclude: 'Rust has lists' };
    await editor.typeText(JSON.stringify({ components: [list] }));
    await editor.page.keyboard.press('ControlOrMeta+S');
    await row(/list\.c.*Rust has lists/).waitFor();
  });

  it('is written as a report whose format the name tells', async () => {
    const { editor, folder } = workspace;
    const report = join(folder, 'gap.md');
    await editor.runCommand('Cryptex: Export Gap Report…');
    await editor.choosePath(report);
    await editor.notifications.filter({ hasText: 'The report was exported to gap.md' }).waitFor();
    assert.match(await readFile(report, 'utf8'), /^# Gap audit/);
  });

  it('marks legacy files in the explorer', async () => {
    const { editor } = workspace;
    // The explorer shows where the active editor's file is.
    await editor.quickOpen('score.c');
    await editor.page.locator('.activitybar').getByLabel('Explorer').first().click();
    const explorer = editor.page.locator('.explorer-folders-view .monaco-list-row');
    await explorer.filter({ hasText: 'score.c' }).locator('.monaco-icon-label[aria-label*="Gap audit"]').waitFor();
    await editor.screenshot('gap-explorer');
  });
});

describe('the gap audit of a workspace that nobody has trusted', () => {
  let workspace: EditorWorkspace;

  before(async () => {
    workspace = await openWorkspace({
      source: gapFixture,
      trust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
  });
  after(() => workspace.close());

  it('is not read, and the view says how to go on', async () => {
    const { editor } = workspace;
    const view = await editor.openView('YARA Cryptex', 'Gap Audit');
    await view.locator('.pane-header').click();
    await view.getByText('It is read once you trust the workspace.').waitFor();
    await editor.runCommand('Cryptex: Run Gap Audit');
    await editor.notifications.filter({ hasText: 'The gap audit needs a trusted workspace' }).waitFor();
  });
});

import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';
import { needLibyara } from '../needs.ts';

describe('making a safe index', () => {
  let workspace: EditorWorkspace;
  let rules: string;

  before(async function () {
    needLibyara(this);
    workspace = await openWorkspace();
    rules = join(workspace.folder, 'rules');
    await writeFile(join(rules, 'all.yar'), 'include "./good.yar"\ninclude "./included.yar"\n');
  });
  after(() => workspace.close());

  it('shows what would be written, and what is left out and why, before anything is written', async () => {
    const { editor } = workspace;
    await editor.quickOpen('all.yar');
    await editor.status(/YARA \d+\.\d+/).waitFor();
    const before = await readdir(rules);
    await editor.runCommand('YARA: Make Safe Index…');
    await editor.picks.filter({ hasText: './included.yar' }).filter({ hasText: 'file_size' }).waitFor();
    await editor.page.locator('.tab.active').filter({ hasText: 'Safe Index' }).waitFor();
    await editor.page.locator('.editor.modified .view-line').filter({ hasText: 'left out' }).waitFor();
    await editor.screenshot('safe-index');
    assert.deepEqual(await readdir(rules), before);
  });

  it('writes it with its manifest', async () => {
    const { editor } = workspace;
    await editor.pick('Manifest');
    await editor.choosePath(join(rules, 'all.safe.yar'));
    await editor.notifications.filter({ hasText: 'all.safe.manifest.json were written' }).waitFor();
    assert.match(await readFile(join(rules, 'all.safe.yar'), 'utf8'), /^include ".\/good.yar"\n\/\* left out: /);
    const manifest: unknown = JSON.parse(await readFile(join(rules, 'all.safe.manifest.json'), 'utf8'));
    assert.ok(typeof manifest === 'object' && manifest !== null && 'format' in manifest);
    assert.equal(manifest.format, 'cryptex-safe-index');
  });

  it('leads from the preview to the list again', async () => {
    const { editor } = workspace;
    await editor.page.getByRole('button', { name: 'Show What the Safe Index Leaves Out' }).first().click();
    await editor.pick('included.yar');
    await editor.page
      .locator('.tab.active')
      .filter({ hasText: /^all\.yar/ })
      .waitFor();
    await editor.status('Ln 2, Col 1').waitFor();
  });
});

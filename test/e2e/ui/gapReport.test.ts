import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FrameLocator } from 'playwright-core';
import { root } from '../../../scripts/support/paths.ts';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';

describe('the gap report', () => {
  let workspace: EditorWorkspace;
  let page: FrameLocator;

  before(async () => {
    workspace = await openWorkspace();
  });
  after(() => workspace.close());

  /** As a person does it in a terminal. */
  async function audit(): Promise<void> {
    const program = join(root, 'server', 'src', 'cli', 'main.ts');
    const args = [program, 'gap', 'audit', '--no-blame', '-o', 'gap.json'];
    await promisify(execFile)(process.execPath, args, { cwd: workspace.folder });
  }

  async function openReport(): Promise<void> {
    await workspace.editor.runCommand('Cryptex: Open Gap Report');
    await workspace.editor.page.locator('.tab.active').filter({ hasText: 'Gap Report' }).waitFor();
    page = await workspace.editor.editorWebview();
  }

  it('offers an audit where there has been none', async () => {
    await workspace.editor.quickOpen('engine.c');
    await openReport();
    await page.getByText('There has been no audit yet.').waitFor();
    await page.getByRole('button', { name: 'Audit the Workspace' }).waitFor();
    await workspace.editor.screenshot('gap-report-none');
  });

  it('shows an audit when it is looked at again', async () => {
    const { editor, folder } = workspace;
    await cp(join(root, 'test', 'fixtures', 'gap', 'tree'), folder, { recursive: true });
    await audit();
    await writeFile(
      join(folder, 'libsift', '<img src=x onerror=alert(1)>.c'),
      'int evil(int a)\n{\n  return a + 1;\n}\n',
    );
    await audit();
    await editor.quickOpen('engine.c');
    await openReport();
    await page.getByText('functions called through FFI').waitFor();
    await page.locator('.charts svg').nth(1).waitFor();
    await page.locator('.treemap .tile').filter({ hasText: 'rules.c' }).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    await editor.screenshot('gap-report');
  });

  it('leads from a number to the components behind it, and from there to the source', async () => {
    const { editor } = workspace;
    await page
      .locator('.legend')
      .first()
      .getByRole('button', { name: /in progress/ })
      .click();
    await page.getByRole('button', { name: 'Remove the filter Status: In progress' }).waitFor();
    await page.locator('.grid:focus').waitFor();
    await page.locator('.row:visible').filter({ hasText: 'arena.c' }).locator('.status').click();
    await editor.screenshot('gap-report-filtered');
    await page.getByRole('button', { name: 'Open Port' }).click();
    await editor.page.locator('.tab.active').filter({ hasText: 'arena.rs' }).waitFor();
  });

  it('keeps its filter when it is hidden, and is there again when the window is reloaded', async () => {
    const { editor } = workspace;
    await editor.runCommand('View: Close All Editors in Group');
    await editor.quickOpen('engine.c');
    await openReport();
    await page.getByRole('button', { name: 'Remove the filter Status: In progress' }).waitFor();
    await editor.reload(['cryptex.gapReport']);
    await editor.page.locator('.tab').filter({ hasText: 'Gap Report' }).click();
    await editor.page.locator('.tab.active').filter({ hasText: 'Gap Report' }).waitFor();
    page = await editor.editorWebview();
    await page.getByText('functions called through FFI').waitFor();
  });
});

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';
import { needLibyara } from '../needs.ts';

const text = (name: string) => `rule ${name} { strings: $a = /x{/ condition: $a }\n`;
const mended = (name: string) => text(name).replace('x{', 'x\\{');

describe('making rules ready for YARA-X', () => {
  let workspace: EditorWorkspace;
  const pathOf = (name: string) => join(workspace.folder, 'rules', `${name}.yar`);
  const contents = () => Promise.all(['first', 'second'].map((name) => readFile(pathOf(name), 'utf8')));

  before(async function () {
    needLibyara(this);
    workspace = await openWorkspace();
    for (const name of ['first', 'second']) await writeFile(pathOf(name), text(name));
  });
  after(() => workspace.close());

  it('shows what would be changed, and changes nothing when that is discarded', async () => {
    const { editor } = workspace;
    await editor.quickOpen('good.yar');
    await editor.status(/YARA \d+\.\d+/).waitFor();
    await editor.runCommand('YARA: Make Rules Ready for YARA-X…');
    await editor.page.getByRole('dialog').getByRole('button', { name: 'Show Preview' }).click();
    const preview = editor.page.locator('.bulk-edit-panel');
    await preview.getByText('first.yar').waitFor();
    await preview.getByText('second.yar').waitFor();
    await editor.screenshot('make-ready');
    await preview.getByRole('button', { name: 'Discard' }).click();
    await preview.waitFor({ state: 'hidden' });
    assert.deepEqual(await contents(), [text('first'), text('second')]);
  });

  it('changes what is ticked in the preview', async () => {
    const { editor } = workspace;
    await editor.runCommand('YARA: Make Rules Ready for YARA-X…');
    await editor.page.getByRole('dialog').getByRole('button', { name: 'Show Preview' }).click();
    const preview = editor.page.locator('.bulk-edit-panel');
    const row = preview.locator('.monaco-list-row').filter({ hasText: 'first.yar' }).first();
    await row.getByRole('checkbox').click();
    await row.locator('[role=checkbox][aria-checked=true]').waitFor();
    await preview.getByRole('button', { name: 'Apply' }).click();
    await editor.notifications.filter({ hasText: 'that you have ticked' }).waitFor();
    await editor.quickOpen('first.yar');
    await editor.page.locator('.editor-instance .view-line').filter({ hasText: 'x\\{' }).waitFor();
    await editor.runCommand('File: Revert File');
    await editor.runCommand('Notifications: Clear All Notifications');
  });

  it('changes all at once, and saves it, for whoever asks for that', async () => {
    const { editor } = workspace;
    await editor.runCommand('YARA: Make Rules Ready for YARA-X…');
    await editor.page.getByRole('dialog').getByRole('button', { name: 'Apply All' }).click();
    await editor.notifications.filter({ hasText: 'Files with changes for YARA-X: 2.' }).waitFor();
    assert.deepEqual(await contents(), [mended('first'), mended('second')]);
  });
});

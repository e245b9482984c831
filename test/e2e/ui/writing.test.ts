import assert from 'node:assert/strict';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';
import { needLibyara } from '../needs.ts';

describe('writing a rule', () => {
  let workspace: EditorWorkspace;

  before(async function () {
    needLibyara(this);
    workspace = await openWorkspace();
  });
  after(() => workspace.close());

  it('shows the engine in the status bar', async () => {
    const { editor } = workspace;
    await editor.quickOpen('good.yar');
    await editor.status(/YARA \d+\.\d+/).waitFor();
  });

  it('underlines what libyara has against it, and says it on hover and in Problems', async () => {
    const { editor } = workspace;
    await editor.goTo(10, 1);
    await editor.page.keyboard.press('End');
    await editor.typeText(' and file_size > 0');
    await editor.squiggles('error').first().waitFor();
    const hover = await editor.hover('file_size');
    assert.match((await hover.textContent()) ?? '', /undefined identifier "file_size"/);
    await editor.screenshot('writing-hover');
    const problem = (await editor.problems()).filter({ hasText: 'undefined identifier "file_size"' });
    await problem.first().waitFor();
    await editor.screenshot('writing-problems');
  });

  it('takes it back with what was typed', async () => {
    const { editor } = workspace;
    await editor.quickOpen('good.yar');
    await editor.runCommand('File: Revert File');
    await editor.squiggles('error').first().waitFor({ state: 'detached' });
  });

  it('says how a check went', async () => {
    const { editor } = workspace;
    await editor.quickOpen('semantic.yar');
    await editor.runCommand('YARA: Check File');
    await editor.status('2 errors, 1 warning').waitFor();
    await editor.screenshot('writing-check');
  });
});

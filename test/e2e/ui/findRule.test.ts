import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';

describe('finding a rule', () => {
  let workspace: EditorWorkspace;

  before(async () => {
    // Rules are only read for it, and no libyara is needed.
    workspace = await openWorkspace({ trust: true, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
  });
  after(() => workspace.close());

  it('lists the rules of the workspace, and narrows them down by what they contain', async () => {
    const { editor } = workspace;
    await editor.quickOpen('external.yar');
    await editor.status('YARA: restricted mode').waitFor();
    await editor.runCommand('YARA: Find Rule…');
    const input = editor.page.locator('.quick-input-widget .quick-input-box input');
    await editor.picks.filter({ hasText: 'rules/good.yar:3' }).waitFor();
    await input.fill('cryptex');
    const found = editor.picks.filter({ hasText: 'author = YARA Cryptex' });
    await found.waitFor();
    await editor.picks.filter({ hasText: 'Small' }).waitFor({ state: 'detached' });
    await editor.screenshot('find-rule');
    await input.fill('no rule has this');
    await editor.picks.filter({ hasText: /None of the \d+ rules has this/ }).waitFor();
  });

  it('knows of a rule that is saved meanwhile', async () => {
    const { editor, folder } = workspace;
    const input = editor.page.locator('.quick-input-widget .quick-input-box input');
    await input.fill('brand_new');
    await editor.picks.filter({ hasText: /None of the \d+ rules has this/ }).waitFor();
    await writeFile(join(folder, 'rules', 'new.yar'), 'rule Brand_New { condition: true }');
    await editor.picks.filter({ hasText: 'rules/new.yar:1' }).waitFor();
  });

  it('opens the rule that is chosen', async () => {
    const { editor } = workspace;
    await editor.pick('small');
    await editor.page.locator('.tab.active').filter({ hasText: 'good.yar' }).waitFor();
    await editor.status('Ln 13, Col 1').waitFor();
  });
});

import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';

describe('without a libyara that works', () => {
  let workspace: EditorWorkspace;

  before(async () => {
    workspace = await openWorkspace({ settings: { 'yara.libyara.path': '/nowhere/libyara.so.10' } });
  });
  after(() => workspace.close());

  it('the status bar says that it is missing', async () => {
    const { editor } = workspace;
    await editor.quickOpen('good.yar');
    await editor.status('YARA: libyara missing').waitFor();
  });

  it('syntax is judged all the same', async () => {
    const { editor } = workspace;
    await editor.quickOpen('syntax.yar');
    await editor.squiggles('error').first().waitFor();
  });

  it('the view offers to obtain one', async () => {
    const { editor } = workspace;
    await editor.openView('YARA Cryptex', 'Scan');
    await editor.webview().getByText('Obtain libyara').waitFor();
    await editor.screenshot('engine-missing');
  });
});

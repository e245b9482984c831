import { join } from 'node:path';
import { openWorkspace, type EditorWorkspace } from '../../helpers/editorWorkspace.ts';
import { needLibyara } from '../needs.ts';

describe('a workspace that nobody has trusted yet', () => {
  let workspace: EditorWorkspace;

  before(async function () {
    needLibyara(this);
    workspace = await openWorkspace({ trust: true, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
  });
  after(() => workspace.close());

  it('says so in the status bar, and does not scan', async () => {
    const { editor } = workspace;
    await editor.quickOpen('good.yar');
    await editor.status('YARA: restricted mode').waitFor();
    await editor.runCommand('YARA: Scan Folder…');
    await editor.notifications.filter({ hasText: 'Scanning needs a trusted workspace' }).waitFor();
    await editor.screenshot('trust-refused');
  });

  it('is judged and scanned once it is trusted', async () => {
    const { editor, folder } = workspace;
    // The command comes to the palette some time after the window; the item in the status bar is there when it can be seen.
    await editor.page.locator('#status\\.workspaceTrust').click();
    await editor.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await editor.status(/YARA \d+\.\d+/).waitFor();
    await editor.quickOpen('good.yar');
    await editor.runCommand('YARA: Scan Folder…');
    await editor.choosePath(join(folder, 'samples'));
    await editor.webview().getByText('3 files scanned').waitFor();
    await editor.screenshot('trust-granted');
  });
});

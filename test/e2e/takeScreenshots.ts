/** Takes the README's pictures of the examples, in dark and in light. `npm run screenshots` runs it. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examples, root } from '../../scripts/support/paths.ts';
import { Editor, type Theme } from '../helpers/editor.ts';
import { vsixUnderTest } from './packagedExtension.ts';

const images = join(root, 'docs', 'images');

/** What libyara has against a file, on its words and in Problems. */
async function diagnostics(editor: Editor, theme: Theme): Promise<void> {
  await editor.quickOpen('errors.yar');
  await editor.status(/YARA \d+\.\d+/).waitFor();
  await editor.squiggles('error').nth(2).waitFor();
  await (await editor.problems()).filter({ hasText: 'undefined identifier' }).first().waitFor();
  await editor.quickOpen('errors.yar');
  await editor.hover('$payload');
  await editor.screenshot(`diagnostics-${theme}`, images);
}

/** Files, rules and matched bytes. */
async function scan(editor: Editor, theme: Theme): Promise<void> {
  await editor.page.keyboard.press('ControlOrMeta+J');
  await editor.page.locator('.markers-panel').waitFor({ state: 'hidden' });
  await editor.quickOpen('index.yar');
  await editor.runCommand('YARA: Scan Folder…');
  await editor.choosePath(join(editor.folder, 'samples'));
  const view = editor.webview();
  await view.getByText(/files scanned/).waitFor();
  await editor.quickOpen('text.yar');
  await view.getByRole('treeitem').first().click();
  await view.locator('.row.result').first().click();
  await view.locator('details.match summary').first().click();
  await view.getByLabel('Bytes around the match').first().waitFor();
  await editor.screenshot(`scan-${theme}`, images);
}

/** The file that matched, with all that was found in it. */
async function hexView(editor: Editor, theme: Theme): Promise<void> {
  await editor.webview().getByRole('button', { name: 'Open at Offset' }).first().click();
  const page = await editor.editorWebview();
  await page.locator('.pairs .current').first().waitFor();
  await editor.screenshot(`hex-${theme}`, images);
}

for (const theme of ['dark', 'light'] as const) {
  const folder = join(await mkdtemp(join(tmpdir(), 'yara-cryptex-')), 'examples');
  await cp(examples, folder, { recursive: true });
  const editor = await Editor.open({
    folder,
    theme,
    vsix: vsixUnderTest(),
    size: { width: 1200, height: 750 },
    settings: { 'editor.minimap.enabled': false },
  });
  try {
    await diagnostics(editor, theme);
    await scan(editor, theme);
    await hexView(editor, theme);
  } catch (error) {
    await editor.screenshot(`screenshots-failed-${theme}`);
    throw error;
  } finally {
    await editor.close();
    await rm(folder, { recursive: true, force: true });
  }
}

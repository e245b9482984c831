/** Takes the README's pictures of the examples, in dark and in light. `npm run screenshots` runs it. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { examples, root } from '../../scripts/support/paths.ts';
import { Editor, type Theme } from '../helpers/editor.ts';
import { gapFixture } from '../helpers/gapFixture.ts';
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

/** The scanner of the grammar as the code base of a dictionary. */
async function entry(editor: Editor, theme: Theme): Promise<void> {
  const view = await editor.openView('YARA Cryptex', 'Cryptex');
  await view.locator('.pane-header').click();
  await view.getByRole('button', { name: 'Index This Workspace' }).click();
  await editor.status(/Cryptex: \d+ entries/).waitFor();
  await editor.page.locator('.pane-header[aria-label^="Scan"]').click();
  await editor.runCommand('Cryptex: Search Cryptex…');
  await editor.pick('scan_after_rejected');
  const page = await editor.editorWebview();
  await page.locator('.node').nth(2).waitFor();
  await page.getByRole('button', { name: 'Reveal in Tree' }).click();
  await view.locator('.monaco-list-row.selected').waitFor();
  await page.locator('.line.pseudo').nth(1).hover();
  await editor.screenshot(`entry-${theme}`, images);
}

/** A component of a half ported scanner with the reasons for a match, and its source beside the port. */
async function gap(editor: Editor, theme: Theme): Promise<void> {
  const view = await editor.openView('YARA Cryptex', 'Gap Audit');
  await view.locator('.pane-header').click();
  await editor.page.locator('.pane-header[aria-label^="Scan"]').click();
  await view.getByRole('button', { name: 'Run Gap Audit' }).click();
  const row = (text: string | RegExp) => view.locator('.monaco-list-row').filter({ hasText: text }).first();
  await row('In progress').click();
  await row('libsift/pe.c').click();
  await row('sf_pe_import_hash').click();
  const reason = row(/calls|constants|texts/);
  await reason.waitFor();
  await row('sf_pe_import_hash').click({ button: 'right' });
  await editor.page.locator('.monaco-menu .action-menu-item').filter({ hasText: 'Open Both Side by Side' }).hover();
  await editor.page.keyboard.press('Enter');
  await editor.page.locator('.editor-group-container.active .tab.active').filter({ hasText: 'pe.rs' }).waitFor();
  await editor.status(/Gap audit/).hover();
  await editor.screenshot(`gap-${theme}`, images);
}

async function takePictures(
  theme: Theme,
  source: string,
  subjects: readonly ((editor: Editor, theme: Theme) => Promise<void>)[],
): Promise<void> {
  const folder = join(await mkdtemp(join(tmpdir(), 'yara-cryptex-')), basename(source));
  // The generated parser is no source, and large.
  await cp(source, folder, { recursive: true, filter: (path) => basename(path) !== 'parser.c' });
  const editor = await Editor.open({
    folder,
    theme,
    vsix: vsixUnderTest(),
    size: { width: 1200, height: 750 },
    settings: { 'editor.minimap.enabled': false },
  });
  try {
    for (const picture of subjects) await picture(editor, theme);
  } catch (error) {
    await editor.screenshot(`screenshots-failed-${theme}`);
    throw error;
  } finally {
    await editor.close();
    await rm(folder, { recursive: true, force: true });
  }
}

for (const theme of ['dark', 'light'] as const) {
  await takePictures(theme, examples, [diagnostics, scan, hexView]);
  await takePictures(theme, join(root, 'native', 'tree-sitter-yara', 'src'), [entry]);
}
await takePictures('dark', gapFixture, [gap]);

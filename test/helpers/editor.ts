/**
 * The workbench as a person uses it: keys, clicks, and what can be seen. Every method waits for what it is to bring
 * about to be visible, and none waits for time to pass.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { out } from '../../scripts/support/paths.ts';
import { Workbench, type WorkbenchOptions } from '../../scripts/support/workbench.ts';

export interface EditorOptions extends WorkbenchOptions {
  /** Absolute path of the folder to open. */
  readonly folder: string;
  readonly theme?: Theme;
}

export type Theme = 'dark' | 'light';

const themes: Readonly<Record<Theme, string>> = { dark: 'Default Dark Modern', light: 'Default Light Modern' };

/** Where pictures go that nobody commits. */
export const screenshotsFolder = join(out, 'screenshots');

export class Editor {
  readonly page: Page;
  /** Absolute path of the folder that is open. */
  readonly folder: string;
  readonly #workbench: Workbench;

  private constructor(workbench: Workbench, folder: string) {
    this.#workbench = workbench;
    this.folder = folder;
    this.page = workbench.page;
  }

  /** Starts a VS Code with a fresh profile, the package installed, and the folder open. */
  static async open({ folder, theme = 'dark', settings, ...options }: EditorOptions): Promise<Editor> {
    const workbench = await Workbench.start({
      ...options,
      settings: { 'workbench.colorTheme': themes[theme], ...settings },
    });
    const editor = new Editor(workbench, folder);
    try {
      await editor.page.goto(workbench.server.address(folder));
      await editor.page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
    } catch (error) {
      await editor.screenshot('did-not-open');
      await editor.close();
      throw error;
    }
    return editor;
  }

  close(): Promise<void> {
    return this.#workbench.close();
  }

  /** Takes a picture into `folder` (`out/screenshots` unless told) and answers its path. */
  async screenshot(name: string, folder = screenshotsFolder): Promise<string> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  /** The rows of whatever quick pick is open. */
  get picks(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
  }

  /** Fills the open quick input and takes the first row that contains `label`. */
  async pick(text: string, label = text): Promise<void> {
    await this.page.locator('.quick-input-widget .quick-input-box input').fill(text);
    const row = this.picks.filter({ hasText: label }).first();
    await row.waitFor();
    await row.click();
  }

  /** Answers the dialog for a file or folder, which the workbench in a browser shows as a quick input, with a path. */
  async choosePath(path: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('.quick-input-box input');
    await widget.locator('.quick-input-title').waitFor();
    // It lists a first folder and proposes a path in it; what is filled in before that is overwritten.
    await this.picks.first().waitFor();
    await this.page.waitForFunction(`document.querySelector('.quick-input-box input').value.startsWith('/')`);
    // While it looks the path up it drops Enter, without a sign; and behind another list it may propose once more.
    for (let attempt = 1; ; attempt++) {
      if ((await input.inputValue()) !== path) await input.fill(path);
      await input.press('Enter');
      try {
        await widget.waitFor({ state: 'hidden', timeout: 1_000 });
        return;
      } catch (error) {
        if (attempt === 30) throw error;
      }
    }
  }

  /** Opens a file of the folder by its name, with Quick Open. */
  async quickOpen(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.pick(name);
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page.locator('.editor-group-container.active .monaco-editor.focused .view-line').first().waitFor();
  }

  /** Runs a command of the palette by its full title, such as `YARA: Check File`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Puts the cursor into the active text editor at a line and column, both 1-based. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await this.page.locator('#workbench\\.parts\\.statusbar').getByText(`Ln ${line}, Col ${column}`).waitFor();
  }

  /** Types into whatever has the focus, as one insertion: nothing is completed or closed by the editor. */
  async typeText(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }

  /** The lines of the active text editor that are on the screen. */
  get lines(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .view-line');
  }

  /** Underlines in the active editor. */
  squiggles(severity: 'error' | 'warning' | 'info' = 'error'): Locator {
    return this.page.locator(`.editor-group-container.active .view-overlays .squiggly-${severity}`);
  }

  /** The rows of the Problems view, which is opened. */
  async problems(): Promise<Locator> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.page.keyboard.press('ControlOrMeta+Shift+M');
    await panel.waitFor();
    return panel.locator('.monaco-list-row');
  }

  /** An entry of the status bar by its text. */
  status(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** Notifications on the screen. */
  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }

  /** Rests the pointer on text in the active editor and answers the hover that appears. */
  async hover(text: string): Promise<Locator> {
    const place = this.lines.getByText(text, { exact: true }).first();
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    await place.hover();
    await hover.waitFor();
    return hover;
  }

  /** A view by its title, once it is shown. */
  async view(title: string): Promise<Locator> {
    const pane = this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label^="${title}"]`) });
    await pane.waitFor();
    return pane;
  }

  /** The page of the one view that is a webview, which is to be shown. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** The page of the active editor, which is to be a webview. Several pages lie over the workbench, one an editor or view. */
  async editorWebview(): Promise<FrameLocator> {
    const box = this.page.locator('.editor-group-container.active .editor-container [aria-flowto]');
    await box.waitFor({ state: 'attached' });
    const id = await box.getAttribute('aria-flowto');
    return this.page.frameLocator(`[id="${id ?? ''}"] iframe.webview.ready`).frameLocator('iframe#active-frame');
  }

  /**
   * Reloads the window, once it has noted what its open editors are: that all of `words` are among it. In a browser it does
   * so from time to time, and what it writes while it is closed may be lost.
   */
  async reload(words: readonly string[]): Promise<void> {
    await this.page.evaluate(untilNoted(words));
    await this.page.reload();
  }

  /** Drags the tab of the active editor onto the one view that is a webview; Shift lets it through to the page. */
  async dropTabOnWebview(): Promise<void> {
    const tab = await this.page.locator('.tab.active').boundingBox();
    const view = await this.page.locator('iframe.webview.ready').boundingBox();
    if (!tab || !view) throw new Error('There is no tab, or no webview.');
    const { mouse, keyboard } = this.page;
    const target = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    await mouse.move(tab.x + 30, tab.y + 15);
    await mouse.down();
    // With Shift from the start it would select tabs.
    await mouse.move(tab.x + 30, tab.y + 60, { steps: 5 });
    await keyboard.down('Shift');
    await mouse.move(target.x, target.y, { steps: 10 });
    await mouse.move(target.x, target.y + 10, { steps: 5 });
    await mouse.up();
    await keyboard.up('Shift');
  }

  /** Clicks the icon of a view container in the activity bar, which is to be hidden, and answers one of its views. */
  async openView(container: string, title: string): Promise<Locator> {
    await this.page.locator('.activitybar').getByLabel(container).first().click();
    return this.view(title);
  }
}

/** An expression for the page, which waits until what the workbench keeps of its editors has all of the words. */
function untilNoted(words: readonly string[]): string {
  return `(async () => {
    const valueOf = (name) => new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const end = (settle) => { database.close(); settle(); };
        if (!database.objectStoreNames.contains('ItemTable')) { end(() => resolve('')); return; }
        const reading = database.transaction('ItemTable').objectStore('ItemTable').get('memento/workbench.parts.editor');
        reading.onsuccess = () => end(() => resolve(reading.result));
        reading.onerror = () => end(() => reject(reading.error));
      };
    });
    const isNoted = (value) => ${JSON.stringify(words)}.every((word) => String(value).includes(word));
    for (;;) {
      for (const { name } of await indexedDB.databases())
        if (name?.startsWith('vscode-web-state-db') && isNoted(await valueOf(name))) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })()`;
}

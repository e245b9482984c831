/** The page of the Scan view in a browser. */
import type { Browser } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FromScanPanel, type PanelState, type ToScanPanel } from '../../../server/src/protocol/webview.ts';
import { openBrowser, openWebviewPage, type WebviewPage } from '../../helpers/webviewPage.ts';

const browser: Browser | undefined = await openBrowser();
const name = browser ? 'the Scan view' : 'the Scan view (skipped: no Chromium; `npm run setup` obtains one)';

const counters = { found: 9, files: 3, bytes: 3e6, matchedFiles: 0, matches: 0, errors: 0 };
const state: PanelState = {
  scan: 1,
  standing: 'ready',
  phase: 'running',
  rules: ['r.yar'],
  targets: ['samples'],
  counters: { ...counters, walking: false, milliseconds: 1000 },
  slowest: [],
  dropped: 0,
};

describe.skipIf(!browser)(name, () => {
  let view: WebviewPage;
  const posted: FromScanPanel[] = [];
  const send = (message: ToScanPanel) => view.send(message);
  const button = (label: string) => view.page.getByRole('button', { name: label, exact: true });
  const counter = (label: string) => view.page.locator('.counters div').filter({ hasText: label }).locator('dd');

  beforeAll(async () => {
    view = await openWebviewPage(browser ?? expect.fail(), {
      name: 'scanPanel',
      size: { width: 320, height: 800 },
      receive: (message) => posted.push(v.parse(FromScanPanel, message)),
    });
  });
  afterAll(() => browser?.close());

  it('pauses a scan and lets it go on', async () => {
    await expect.poll(() => posted).toEqual([{ type: 'ready' }]);
    await send({ type: 'state', state });
    expect(await counter('Time left').textContent()).toBe('2 s');
    await button('Pause').click();
    await send({ type: 'state', state: { ...state, phase: 'paused' } });
    expect(await view.page.getByRole('status').textContent()).toBe('Paused.');
    expect(await counter('Speed').textContent()).toBe('3.0 MB/s');
    await button('Resume').click();
    await button('Cancel').click();
    expect(posted.slice(1)).toEqual(['pause', 'resume', 'cancel'].map((action) => ({ type: 'do', action })));
    await send({ type: 'state', state: { ...state, phase: 'done' } });
    expect(await Promise.all(['Pause', 'Resume', 'Cancel'].map((label) => button(label).isVisible()))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('draws the files that took longest', async () => {
    const slow = (path: string, milliseconds: number) => ({ path, milliseconds });
    await send({
      type: 'state',
      state: { ...state, phase: 'done', slowest: [slow('/s/a.exe', 1234.5), slow('/s/b', 617)] },
    });
    await view.page.getByText('Slow Files').click();
    const rows = view.page.getByRole('listitem');
    expect(await rows.allTextContents()).toEqual(['a.exe1,235 ms', 'b617 ms']);
    const widths = await view.page.evaluate<string[]>(
      `[...document.querySelectorAll('.bar')].map((bar) => bar.style.width)`,
    );
    expect(widths.map((width) => Math.round(Number.parseFloat(width)))).toEqual([100, 50]);
    await send({ type: 'state', state });
    expect(await view.page.getByText('Slow Files').isVisible()).toBe(false);
  });

  it('takes what is dropped on it as targets', async () => {
    posted.length = 0;
    await view.page.evaluate(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/uri-list', '# two files\\r\\nfile:///a\\r\\nfile:///b');
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    }`);
    await expect.poll(() => posted).toEqual([{ type: 'drop', addresses: ['file:///a', 'file:///b'] }]);
  });

  it('says how to begin where nothing is chosen', async () => {
    await send({ type: 'state', state: { ...state, scan: 2, phase: 'none', rules: [], targets: [] } });
    expect(await view.page.getByRole('status').textContent()).toMatch(/^Choose rules/);
    expect(await button('Scan').isDisabled()).toBe(true);
  });

  it('takes rules, paths and metas for nothing but text', async () => {
    const hostile = `<img src=x onerror=alert(1)>\u202Egnp.exe\n${'y'.repeat(4000)}`;
    const rule = { rule: hostile, namespace: 'default', tags: [hostile] };
    const match = { offset: 1, length: 2, preview: hostile };
    await send({
      type: 'results',
      results: { scan: 2, files: [`/s/${hostile}`], rules: [rule], rows: [[0, 0, 1]], remarks: [] },
    });
    await view.page.getByRole('treeitem').first().click();
    await view.page.locator('.row.result').click();
    await expect.poll(() => posted.at(-1)).toEqual({ type: 'details', scan: 2, result: 0 });
    const meta = [{ name: hostile, value: hostile }];
    const patterns = [{ identifier: hostile, count: 1, matches: [match] }];
    await send({ type: 'details', details: { scan: 2, result: 0, path: `/s/${hostile}`, rule, meta, patterns } });
    await view.page.getByRole('button', { name: 'Open Rule' }).waitFor();
    const text = (await view.page.locator('main').textContent()) ?? '';
    expect(text).toContain('<img src=x onerror=alert(1)>\\u{202E}gnp.exe\\u{A}y');
    expect(/[\u202E\n]/.test(text)).toBe(false);
    expect(await view.page.locator('img').count()).toBe(0);
    expect(await view.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });
});

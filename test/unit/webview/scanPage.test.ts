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
});

/** The page of the hex view in a browser, with a file of terabytes that is made up as it is read. */
import type { Browser } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FromHexView, hexPageSize, type ToHexView } from '../../../server/src/protocol/hexView.ts';
import { openBrowser, openWebviewPage, type WebviewPage } from '../../helpers/webviewPage.ts';

const browser: Browser | undefined = await openBrowser();
const name = browser ? 'a hex view' : 'a hex view (skipped: no Chromium; `npm run setup` obtains one)';
const terabyte = 2 ** 40;
const hostile = '<img src=x onerror=alert(1)>\u202Eexe.\n';
const matches = [
  { offset: 5, length: 3, pattern: '$a', rule: 'First' },
  { offset: 6, length: 30, pattern: '$b', rule: hostile },
  { offset: terabyte - 4, length: 4, pattern: '$a', rule: 'Last' },
];

describe.skipIf(!browser)(name, () => {
  let view: WebviewPage;
  let asked: number[] = [];
  const send = (message: ToHexView) => view.send(message);

  beforeAll(async () => {
    view = await openWebviewPage(browser ?? expect.fail(), {
      name: 'hexView',
      theme: { 'editor-font-family': 'monospace', 'editor-font-size': '14px' },
      receive: (message, reply) => {
        const parsed = v.parse(FromHexView, message);
        if (parsed.type === 'ready') {
          void reply({ type: 'file', path: `/samples/${hostile}`, size: terabyte } satisfies ToHexView);
          void reply({ type: 'matches', matches, omitted: 2 } satisfies ToHexView);
        } else if (parsed.type === 'read') {
          asked.push(parsed.offset);
          // Each byte is the lowest of its offset.
          const length = Math.min(hexPageSize, terabyte - parsed.offset);
          const bytes = Buffer.from(Array.from({ length }, (_, index) => (parsed.offset + index) & 0xff));
          void reply({ type: 'bytes', offset: parsed.offset, bytes: bytes.toString('hex') } satisfies ToHexView);
        }
      },
    });
    await view.page.getByText('05', { exact: true }).first().waitFor();
  });
  afterAll(() => browser?.close());

  const active = () => view.page.locator('#active');
  const status = () => view.page.locator('.status');

  it('shows the bytes of a place, and reads no others', async () => {
    await view.page.getByLabel('Go to offset').fill('0x7FFFFFFF23');
    await view.page.keyboard.press('Enter');
    await expect.poll(() => active().textContent()).toBe('23');
    expect(asked.every((offset) => offset === 0 || Math.abs(offset - 0x7fffffff23) < 2 * hexPageSize)).toBe(true);
    expect(await status().textContent()).toBe('0x7FFFFFFF23 (549,755,813,667)');
  });

  it('is gone through with the keyboard', async () => {
    const { keyboard } = view.page;
    const place = async (...keys: string[]) => {
      for (const key of keys) await keyboard.press(key);
      return (await status().textContent())?.split(' ')[0];
    };
    expect(await place('Control+Home')).toBe('0x0');
    expect(await place('ArrowLeft', 'ArrowUp')).toBe('0x0');
    expect(await place('ArrowRight', 'ArrowDown')).toBe('0x11');
    expect(await place('End')).toBe('0x1F');
    expect(await place('Home')).toBe('0x10');
    const [down, up] = [await place('PageDown'), await place('PageUp')];
    expect(Number(down)).toBeGreaterThan(0x100);
    expect(up).toBe('0x10');
    expect(await place('Control+End')).toBe('0xFFFFFFFFFF');
    await expect.poll(() => active().textContent()).toBe('FF');
    expect(await place('ArrowRight', 'ArrowDown')).toBe('0xFFFFFFFFFF');
  });

  it('moves by rows with the wheel, and by the whole file with the scroll bar', async () => {
    await view.page.keyboard.press('Control+Home');
    const first = view.page.getByRole('rowheader').first();
    await view.page.locator('.grid').hover();
    await view.page.mouse.wheel(0, 40);
    await expect.poll(() => first.textContent()).toBe('00000020');
    await view.page.evaluate(`{
      const grid = document.querySelector('.grid');
      grid.scrollTop = grid.scrollHeight / 2;
    }`);
    await expect
      .poll(async () => Number.parseInt((await first.textContent()) ?? '', 16) / terabyte)
      .toBeCloseTo(0.5, 2);
  });

  it('lists the matches, marks them where they are, and goes to one', async () => {
    expect(await view.page.getByRole('heading').textContent()).toBe('3 of 5 matches');
    await view.page.getByRole('option').nth(2).click();
    expect(await status().textContent()).toBe('0xFFFFFFFFFC (1,099,511,627,772) · $a of Last');
    expect(await view.page.locator('.pairs .current').allTextContents()).toEqual(['FC', 'FD', 'FE', 'FF']);
    await view.page.getByRole('button', { name: 'Previous Match' }).click();
    await view.page.getByRole('button', { name: 'Previous Match' }).click();
    expect(await status().textContent()).toBe('0x5 (5) · $a of First');
    await expect.poll(() => view.page.locator('.pairs .match').count()).toBe(31);
    expect(await active().getAttribute('aria-label')).toBe('05, at 0x5, $a of First');
  });

  it('says what has become of the file, and why a place is none', async () => {
    await view.page.getByLabel('Go to offset').fill('nonsense');
    await view.page.keyboard.press('Enter');
    expect(await view.page.locator('input:invalid').count()).toBe(1);
    await send({ type: 'go', offset: terabyte + 5, length: 2 });
    await view.page.getByText('The file ends before 0x10000000005.').waitFor();
    asked = [];
    await send({
      type: 'file',
      path: '/samples/a',
      size: 20,
      problem: 'The file has changed since it was opened here.',
    });
    await view.page.getByText('The file has changed since it was opened here.').waitFor();
    expect(asked).toEqual([0]);
    expect(await status().textContent()).toBe('0x13 (19) · $b of <img src=x onerror=alert(1)>\\u{202E}exe.\\u{A}');
    await send({ type: 'file', path: '/samples/a', size: 0, problem: 'The file is no longer there.' });
    expect(await view.page.locator('.grid').isHidden()).toBe(true);
  });

  it('takes names and rules for nothing but text', async () => {
    await send({ type: 'file', path: `/samples/${hostile}`, size: 100 });
    await view.page.getByText('/samples/<img src=x onerror=alert(1)>\\u{202E}exe.\\u{A}').waitFor();
    expect(await view.page.locator('img').count()).toBe(0);
  });
});

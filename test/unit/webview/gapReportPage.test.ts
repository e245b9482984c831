/** The page of the gap report in a browser, with the test as the extension. */
import type { Browser } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FromGapReport, type GapReportRow, type ToGapReport } from '../../../server/src/protocol/gapReportPage.ts';
import { gapRow, gapRun } from '../../helpers/gapRows.ts';
import { openBrowser, openWebviewPage, type WebviewPage } from '../../helpers/webviewPage.ts';

const browser: Browser | undefined = await openBrowser();
const name = browser ? 'the gap report' : 'the gap report (skipped: no Chromium; `npm run setup` obtains one)';
const hostile = '<img src=x onerror=alert(1)>[x](command:evil)\u202Eexe';
const size = { width: 1200, height: 900 };

const rows = [
  gapRow('src/scan.c', { status: 'in_progress', ported: 3, portedLines: 30, ports: ['src/scan.rs'], bound: 1 }),
  gapRow('src/hash.c', { status: 'done', ported: 4, portedLines: 40, responsible: 'Ada' }),
  gapRow('tools/feed.py', { language: 'python', lines: 600, risk: 'high', drifted: 1 }),
  gapRow('old.ps1', { language: 'powershell', status: 'excluded' }),
];

describe.skipIf(!browser)(name, () => {
  let view: WebviewPage;
  let messages: FromGapReport[] = [];
  const open = async (editor?: string): Promise<WebviewPage> =>
    await openWebviewPage(browser ?? expect.fail(), {
      ...{ name: 'gapReport', size, ...(editor !== undefined && { editor }) },
      receive: (message) => messages.push(v.parse(FromGapReport, message)),
    });
  const send = (message: ToGapReport): Promise<void> => view.send(message);
  const show = (components: readonly GapReportRow[] = rows, audits = 2): Promise<void> =>
    send({
      type: 'report',
      components: [...components],
      runs: Array.from({ length: audits }, (_, index) => gapRun(index + 1, components)),
    });
  const role = (kind: Parameters<WebviewPage['page']['getByRole']>[0], label: string | RegExp) =>
    view.page.getByRole(kind, { name: label, exact: true });
  const shown = (): Promise<string[]> => view.page.locator('.row:not([hidden]) .name').allTextContents();
  const lists = async (...names: readonly string[]): Promise<void> => await expect.poll(shown).toEqual(names);
  const focusIs = async (selector: string): Promise<void> =>
    await view.page.locator(`${selector}:focus`).waitFor({ state: 'attached' });

  beforeAll(async () => {
    view = await open();
  });
  beforeEach(async () => {
    await view.page.reload();
    await view.page.getByText('Reading the audit…').waitFor();
    messages = [];
  });
  afterAll(() => browser?.close());

  it('offers an audit where there has been none, and waits for it', async () => {
    await send({ type: 'report', components: [], runs: [] });
    await role('button', 'Audit the Workspace').click();
    await expect.poll(() => messages).toEqual([{ type: 'audit' }]);
    await send({ type: 'auditing', isRunning: true });
    expect(await role('button', 'Auditing…').isDisabled()).toBe(true);
    await show([]);
    await view.page.getByText('nothing that would have to be ported').waitFor();
  });

  it('says what went wrong, and lets a person try again, with what was known still there', async () => {
    await send({ type: 'failed', reason: `No store. ${hostile}` });
    await role('alert', '').getByText('No store.').waitFor();
    expect(await view.page.locator('.components').isHidden()).toBe(true);
    await role('button', 'Try Again').click();
    await expect.poll(() => messages).toEqual([{ type: 'ready' }]);
    await show();
    await role('alert', '').waitFor({ state: 'detached' });
    await send({ type: 'failed', reason: 'Gone.' });
    await view.page.getByText('Gone.').waitFor();
    await lists('feed.py', 'scan.c', 'old.ps1', 'hash.c');
  });

  it('tells how far it is, over time from the second audit on', async () => {
    await show(rows, 1);
    await view.page.getByText('This was the first audit.').waitFor();
    const text = await view.page.locator('.report').innerText();
    // Without what is excluded: 7 of 12 functions and 70 of 680 lines.
    for (const part of ['58 %', '7 of 12 functions', '10 %', '70 of 680 lines', '610', '1 in progress', '1 excluded']) {
      expect(text).toContain(part);
    }
    expect(await view.page.locator('.charts svg').count()).toBe(0);
    await show();
    await view.page.getByText('From 7 of 12 functions ported on May 1, 2026').waitFor();
    expect(await view.page.locator('.charts svg').count()).toBe(2);
  });

  it('leads from each number to the components behind it', async () => {
    await show();
    const links = view.page.locator('.report button.link');
    await links.first().waitFor();
    const labels = await links.evaluateAll((all: { ariaLabel: string | null }[]) => all.map((one) => one.ariaLabel));
    expect(labels.length).toBeGreaterThan(30);
    for (const [index, label] of labels.entries()) {
      await links.nth(index).click();
      await focusIs('.grid');
      const names = await shown();
      expect(names.length, label ?? '').toBeGreaterThan(0);
      const components =
        /: (\d+) components$/.exec(label ?? '') ?? /^(\d+) (?:done|pending|in prog|of )/.exec(label ?? '');
      if (components) expect(names.length, label ?? '').toBe(Number(components[1]));
    }
  });

  it('shows what is chosen as parts that can be removed', async () => {
    await show();
    await view.page.locator('.bar.pending').click();
    await lists('feed.py');
    await view.page.getByText('1 of 4 components').waitFor();
    expect(await view.page.getByLabel('Status', { exact: true }).inputValue()).toBe('pending');
    await role('button', 'C: 10 lines left').click();
    await lists('scan.c');
    await role('button', 'Remove the filter Language: C').click();
    await lists('feed.py', 'scan.c');
    await focusIs('.chip');
    await view.page.keyboard.press('Enter');
    await lists('feed.py', 'scan.c', 'old.ps1', 'hash.c');
    await focusIs('input');
    await view.page.keyboard.type('ADA');
    await lists('hash.c');
    await view.page.getByLabel('Status', { exact: true }).selectOption('Excluded');
    await view.page.getByText('No component passes the filter.').waitFor();
  });

  it('draws what is left, tile by tile for the keyboard', async () => {
    await show();
    const tile = view.page.locator('.tile');
    expect(await tile.evaluateAll((all: { tabIndex: number }[]) => all.map(({ tabIndex }) => tabIndex))).toEqual([
      0, -1,
    ]);
    await tile.first().focus();
    await view.page.keyboard.press('ArrowRight');
    await focusIs('.tile:nth-child(2)');
    await view.page.keyboard.press('Enter');
    await lists('scan.c');
    await role('button', 'Remove the filter Component: src/scan.c').click();
    await tile.first().click();
    await lists('feed.py');
  });

  it('is sorted by its headings', async () => {
    await show();
    await role('button', 'Component').click();
    await lists('old.ps1', 'hash.c', 'scan.c', 'feed.py');
    await role('button', 'Component').click();
    await lists('feed.py', 'scan.c', 'hash.c', 'old.ps1');
    expect(await role('columnheader', 'Component').getAttribute('aria-sort')).toBe('descending');
    expect(await view.page.locator('.heads [aria-sort]').count()).toBe(1);
  });

  it('is walked with the keyboard, and leads to the tree, the source and the port', async () => {
    await show();
    await view.page.locator('.grid').focus();
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Enter');
    expect(await role('button', 'Open Port').isDisabled()).toBe(true);
    await view.page.keyboard.press('ArrowDown');
    await view.page.getByText('Port: src/scan.rs').waitFor();
    const active = await view.page.locator('.grid').getAttribute('aria-activedescendant');
    expect(await view.page.locator(`#${active ?? ''} .name`).innerText()).toBe('scan.c');
    for (const label of ['Reveal in Tree', 'Open Source', 'Open Port']) await role('button', label).press('Enter');
    await view.page.getByText('hash.c', { exact: true }).click();
    await expect
      .poll(() => messages)
      .toEqual([
        { type: 'reveal', component: 'tools/feed.py' },
        { type: 'reveal', component: 'src/scan.c' },
        { type: 'open-source', component: 'src/scan.c' },
        { type: 'open-port', component: 'src/scan.c' },
        { type: 'reveal', component: 'src/hash.c' },
      ]);
  });

  it('keeps filter, choice and place when the audit is another, and when it is hidden', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => gapRow(`src/file${index}.c`, { lines: 5000 - index }));
    await show(many);
    await view.page.getByLabel('Filter components').fill('file1');
    await view.page.getByText('1,111 of 5,000 components').waitFor();
    await view.page.locator('.grid').focus();
    for (const key of ['PageDown', 'PageDown', 'PageDown']) await view.page.keyboard.press(key);
    const chosen = await view.page.locator('.chosen code').innerText();
    expect(await view.page.locator('.row').count()).toBeLessThan(60);
    await show(many.slice(1));
    await view.page.getByText('1,111 of 4,999 components').waitFor();
    expect(await view.page.locator('.chosen code').innerText()).toBe(chosen);
    expect(await view.page.locator('.row.active .name').innerText()).toBe(chosen.slice('src/'.length));
    const top = "document.querySelector('.rows').scrollTop";
    const before = await view.page.evaluate<number>(top);
    expect(before).toBeGreaterThan(200);
    await expect.poll(() => view.page.evaluate('acquireVsCodeApi().getState()?.table')).toBe(before);
    const kept = JSON.stringify(await view.page.evaluate('acquireVsCodeApi().getState()'));
    const again = await open(`window.acquireVsCodeApi = () => ({
      getState: () => (${kept}), setState: () => undefined, postMessage: () => undefined,
    })`);
    await again.send({ type: 'report', components: many, runs: [gapRun(1, many)] } satisfies ToGapReport);
    await again.page.getByText('1,111 of 5,000 components').waitFor();
    expect(await again.page.evaluate(top)).toBe(before);
    await again.page.close();
  });

  it('takes whatever an audit says for nothing but text', async () => {
    const evil = gapRow(`src/${hostile}`, {
      ...{ paths: [`${hostile}/a.c`], responsible: hostile, note: hostile, ports: [hostile], evidence: [hostile] },
      ...{ statusBy: hostile, updatedAt: hostile, lines: 900 },
    });
    const components = [evil, gapRow('x'.repeat(5000), { paths: ['y/'.repeat(3000)] }), gapRow('a\0\uFFFE\uD800.c')];
    await send({
      type: 'report',
      components,
      runs: [gapRun(1, components), gapRun(2, components, { commit: hostile })],
    });
    await view.page.locator('.tile').first().click();
    await role('button', /^Remove the filter Component: src\/<img/).waitFor();
    await view.page.keyboard.press('ArrowDown');
    await view.page
      .locator('.chosen')
      .getByText(/Port: <img/)
      .waitFor();
    const isHidden = await view.page.evaluate('document.body.outerHTML.includes("\\u202E")');
    expect(isHidden).toBe(false);
    expect(await view.page.locator('main img').count()).toBe(0);
    const wide = 'document.querySelector("main").scrollWidth > document.querySelector("main").clientWidth';
    expect(await view.page.evaluate(wide)).toBe(false);
    await view.page.keyboard.press('Enter');
    await expect.poll(() => messages).toEqual([{ type: 'reveal', component: evil.component }]);
  });
});

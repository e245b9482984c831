/** The page of a dictionary entry in a browser, with the test as the extension. */
import type { Browser } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../../server/src/protocol/cryptex.ts';
import type { EntrySource } from '../../../server/src/protocol/dictionaryView.ts';
import { FromEntryView, type ToEntryView } from '../../../server/src/protocol/entryView.ts';
import { brief, entry } from '../../helpers/dictionaryEntries.ts';
import { openBrowser, openWebviewPage, type WebviewPage } from '../../helpers/webviewPage.ts';

const browser: Browser | undefined = await openBrowser();
const name = browser ? "an entry's page" : "an entry's page (skipped: no Chromium; `npm run setup` obtains one)";
const hostile = '<img src=x onerror=alert(1)>[x](command:evil)\u202Eexe';
const shownHostile = '<img src=x onerror=alert(1)>[x](command:evil)\\u{202E}exe';

const source: EntrySource = {
  startLine: 10,
  lines: ['int scan(int fd)', '{', '  if (fd < 0)', '    return fail(fd);', '\treturn run(fd);', '}'],
  omitted: 0,
};
const shown = entry(1, {
  symbol: 'scan',
  codename: 'Streetlight-Scan',
  signature: 'int scan(int fd)',
  pseudocode: { text: 'IF fd < 0\n  RETURN fail(fd)\nEND\nRETURN run(fd)', source: 'derived' },
  aliases: ['Old-Scan'],
  tags: ['io', 'hot'],
  notes: ['Ported in two steps.'],
  owner: '@engine',
  revision: 3,
  history: [{ revision: 3, at: '2026-05-06T07:08:09.000Z', by: 'ada', what: 'owner: → @engine' }],
  dependencies: [
    { kind: 'call', name: 'fail', line: 13, uses: 1, entries: [brief(2, { symbol: 'fail' })] },
    { kind: 'call', name: 'printf', line: 14, uses: 2, entries: [] },
  ],
  dependents: [{ kind: 'call', entry: brief(3, { symbol: 'main' }) }],
});

describe.skipIf(!browser)(name, () => {
  let view: WebviewPage;
  let messages: FromEntryView[] = [];
  const send = (message: ToEntryView) => view.send(message);
  const show = (one: Entry = shown, more: Partial<Extract<ToEntryView, { type: 'entry' }>> = {}) =>
    send({ type: 'entry', entry: one, source, back: false, forward: false, ...more });
  const sent = <T extends FromEntryView['type']>(type: T): Extract<FromEntryView, { type: T }>[] =>
    messages.filter((message): message is Extract<FromEntryView, { type: T }> => message.type === type);
  const role = (kind: Parameters<WebviewPage['page']['getByRole']>[0], label: string | RegExp) =>
    view.page.getByRole(kind, { name: label, exact: true });

  beforeAll(async () => {
    view = await openWebviewPage(browser ?? expect.fail(), {
      name: 'entryView',
      size: { width: 1000, height: 1400 },
      receive: (message) => messages.push(v.parse(FromEntryView, message)),
    });
  });
  beforeEach(async () => {
    // Another entry in between, so that each test begins without what the one before has left.
    await show(entry(99, { codename: 'Between' }));
    await role('heading', 'Between').waitFor();
    messages = [];
    await show();
    await role('heading', 'Streetlight-Scan').waitFor();
  });
  afterAll(() => browser?.close());

  it('shows what is known of it', async () => {
    const text = await view.page.locator('main').innerText();
    for (const part of ['Function · C · public', 'src/scan.c:10', 'Also known as Old-Scan', 'Derived from the code']) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/not in the code base[^]*line 14, 2 times/);
    await view.page.getByText('History (revision 3)').click();
    await view.page.getByText('owner: → @engine').waitFor();
  });

  it('has pseudocode beside the source that it comes from, with a way to each line', async () => {
    const [left, right] = [view.page.locator('.pane').nth(0), view.page.locator('.pane').nth(1)];
    expect(await right.locator('code').allTextContents()).toEqual(source.lines);
    await left.getByText('RETURN fail(fd)').hover();
    expect(await right.locator('.marked').innerText()).toContain('return fail(fd);');
    await left.getByRole('button', { name: '13', exact: true }).click();
    await right.getByRole('button', { name: '14', exact: true }).click();
    await expect
      .poll(() => sent('open-source'))
      .toEqual([
        { type: 'open-source', id: 1, line: 13 },
        { type: 'open-source', id: 1, line: 14 },
      ]);
  });

  it('is walked through its graph with the keyboard, and through its lists', async () => {
    expect(sent('graph')).toEqual([{ type: 'graph', id: 1, depth: 1 }]);
    await send({
      type: 'graph',
      id: 1,
      depth: 1,
      graph: {
        nodes: [
          { entry: brief(1), distance: 0 },
          { entry: brief(2), distance: 1 },
          { entry: brief(3), distance: -1 },
        ],
        edges: [
          { from: 1, to: 2, kind: 'call' },
          { from: 3, to: 1, kind: 'call' },
        ],
        omitted: 4,
      },
    });
    await view.page.getByText('4 more entries are not drawn.').waitFor();
    await view.page.locator('.node.here').focus();
    await view.page.keyboard.press('ArrowLeft');
    await view.page.keyboard.press('Enter');
    await view.page.locator('.node[data-id="2"]').click();
    await view.page.locator('.relations').getByRole('button', { name: 'Streetlight-Name3' }).click();
    await expect.poll(() => sent('go').map(({ id }) => id)).toEqual([3, 2, 3]);
    await view.page.getByLabel('Steps from the entry').selectOption('2 steps');
    await expect.poll(() => sent('graph').at(-1)?.depth).toBe(2);
  });

  it('edits a field in its place, and keeps what was typed until it is saved', async () => {
    await role('button', 'Edit summary').click();
    await view.page.keyboard.press('ControlOrMeta+A');
    await view.page.keyboard.type('Scans\na descriptor.');
    await show({ ...shown, risk: 'high', revision: 4 });
    await view.page.getByText('high', { exact: true }).waitFor();
    expect(await view.page.getByLabel('Summary').inputValue()).toBe('Scans\na descriptor.');
    await view.page.keyboard.press('ControlOrMeta+Enter');
    await expect
      .poll(() => sent('save'))
      .toEqual([{ type: 'save', id: 1, revision: 4, changes: { summary: 'Scans\na descriptor.' }, source: 'human' }]);
    await show({ ...shown, summary: { text: 'Scans\na descriptor.', source: 'human', by: 'me' }, revision: 5 });
    await send({ type: 'saved', id: 1 });
    await view.page.getByText('Written by a person · me').waitFor();
    await expect
      .poll(() => view.page.evaluate('document.activeElement.getAttribute("aria-label")'))
      .toBe('Edit summary');
  });

  it('shows what somebody else wrote meanwhile, and lets a person choose', async () => {
    await role('button', 'Edit owner').click();
    await view.page.keyboard.type('me');
    await view.page.keyboard.press('Enter');
    await expect.poll(() => sent('save').length).toBe(1);
    await show({ ...shown, owner: '@others', revision: 4 });
    await send({ type: 'not-saved', id: 1, isConflict: true, reason: 'changed' });
    await view.page.getByRole('alert').getByText('@others').waitFor();
    await role('button', 'Save Mine').click();
    await expect.poll(() => sent('save').at(-1)).toMatchObject({ revision: 4, changes: { owner: '@engineme' } });
    await send({ type: 'not-saved', id: 1, isConflict: false, reason: 'The disk is full.' });
    await view.page.getByRole('alert').getByText('The disk is full.').waitFor();
    await view.page.keyboard.press('Escape');
    await view.page.getByText('@others').waitFor();
  });

  it('saves a status as it is chosen', async () => {
    await view.page.getByLabel('Status').selectOption('Porting');
    await expect.poll(() => sent('save')[0]?.changes).toEqual({ status: 'porting' });
    await send({ type: 'not-saved', id: 1, isConflict: true, reason: '' });
    await view.page.getByText('nothing was saved').waitFor();
  });

  it('shows both texts where the code has drifted, and settles it', async () => {
    await show({
      ...shown,
      isDrifted: true,
      summary: {
        text: 'Mine.',
        source: 'human',
        by: 'ada',
        fromSource: 'What it does now.',
        fromSourceThen: 'What it did.',
      },
    });
    const drift = role('region', 'Drift');
    for (const text of ['Mine.', 'What it did.', 'What it does now.']) await drift.getByText(text).waitFor();
    await drift.getByRole('button', { name: 'It Still Holds' }).click();
    await drift.getByRole('button', { name: "Use the Source's Summary" }).click();
    await expect
      .poll(() => sent('save').map(({ changes }) => changes))
      .toEqual([{ summary: 'Mine.' }, { summary: '' }]);
  });

  it("saves a suggestion only when it is accepted, as a model's", async () => {
    await role('button', 'Suggest Summary').click();
    await expect.poll(() => sent('suggest').length).toBe(1);
    await send({
      type: 'suggestion',
      id: 1,
      suggestion: { state: 'there', text: 'Summary of it.', model: 'Some Model' },
    });
    expect(await view.page.locator('.diff ins').innerText()).toBe('it.');
    expect(await view.page.locator('.diff del').innerText()).toBe('symbol_1.');
    await role('button', 'Discard').click();
    await send({
      type: 'suggestion',
      id: 1,
      suggestion: { state: 'there', text: 'Summary of it.', model: 'Some Model' },
    });
    expect(sent('save')).toEqual([]);
    await role('button', 'Accept').click();
    await expect.poll(() => sent('save')).toMatchObject([{ changes: { summary: 'Summary of it.' }, source: 'model' }]);
    await send({ type: 'suggestion', id: 1, suggestion: { state: 'failed', reason: 'There is no model.' } });
    await view.page.getByText('There is no model.').waitFor();
  });

  it('takes whatever an entry says for nothing but text', async () => {
    await show(
      {
        ...shown,
        codename: hostile,
        qualifiedName: hostile,
        file: `src/${hostile}`,
        signature: hostile,
        variant: hostile,
        aliases: [hostile],
        summary: { text: `${hostile}\n# ${hostile}`, source: 'human', by: hostile },
        pseudocode: { text: hostile, source: 'derived' },
        options: [{ names: [hostile], takesValue: true, help: hostile }],
        notes: [hostile],
        tags: [hostile],
        owner: hostile,
        history: [{ revision: 1, at: hostile, by: hostile, what: hostile }],
        dependencies: [{ kind: 'call', name: hostile, line: 1, uses: 1, entries: [] }],
        dependents: [{ kind: 'call', entry: brief(5, { codename: hostile, symbol: hostile }) }],
      },
      { source: { startLine: 1, lines: [hostile], omitted: 3, problem: hostile } },
    );
    await send({
      type: 'graph',
      id: 1,
      depth: 2,
      graph: {
        nodes: [
          { entry: brief(5, { codename: hostile }), distance: 0 },
          { entry: brief(6), distance: 1 },
        ],
        edges: [],
        omitted: 0,
      },
    });
    await send({ type: 'suggestion', id: 1, suggestion: { state: 'there', text: hostile, model: hostile } });
    await role('heading', `Suggested by ${shownHostile}`).waitFor();
    const html = await view.page.locator('main').innerHTML();
    expect(html).not.toContain('\u202E');
    expect(await view.page.locator('main img').count()).toBe(0);
    expect(await role('heading', shownHostile).count()).toBe(1);
  });

  it('says when there is no such entry any more', async () => {
    await send({ type: 'failed', reason: 'There is no such entry.' });
    expect(await view.page.getByRole('alert').innerText()).toBe('There is no such entry.');
    await show();
    await role('heading', 'Streetlight-Scan').waitFor();
  });
});

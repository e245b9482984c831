/**
 * `npm run bench -- gapReport`: the page of the gap report with 50,000 components in 5,000 folders. The page runs in
 * Chromium; the message comes from within it, so that nothing but the page is measured.
 */
import { openBrowser, openWebviewPage } from '../helpers/webviewPage.ts';
import { percentiles, random } from './figures.ts';

const components = 50_000;
const folders = 5000;
const people = 200;
const times = 5;

/** Milliseconds of the page's own work, and until the picture after it. */
type Taken = readonly [number, number];

export async function run(): Promise<void> {
  const browser = await openBrowser();
  if (!browser) {
    console.log('skipped: no Chromium here (`npm run setup` obtains one)');
    return;
  }
  try {
    const { page } = await openWebviewPage(browser, { name: 'gapReport', size: { width: 1200, height: 900 } });
    await page.evaluate(`
      window.report = ${JSON.stringify(report())};
      window.taken = (act) => new Promise((resolve) => {
        const began = performance.now();
        act();
        const acted = performance.now();
        requestAnimationFrame(() => setTimeout(() => resolve([acted - began, performance.now() - began])));
      });
      // As the editor hands it over: parsed from text, and checked.
      window.bring = () => taken(() => window.dispatchEvent(new MessageEvent('message', { data: window.report })));
      window.type = (text) => taken(() => {
        const input = document.querySelector('input');
        input.value = text;
        input.dispatchEvent(new Event('input'));
      });
      window.press = (selector) => taken(() => document.querySelector(selector).click());
      window.scroll = (place) => taken(() => {
        const rows = document.querySelector('.rows');
        rows.scrollTop = rows.scrollHeight * place;
      });`);
    const measure = async (label: string, acts: readonly string[]): Promise<void> => {
      const taken: Taken[] = [];
      for (const act of acts) taken.push(await page.evaluate<Taken>(act));
      console.log(
        `${label.padEnd(26)}  work ${percentiles(taken.map(([work]) => work))}, picture ${percentiles(taken.map(([, all]) => all))}`,
      );
    };
    await measure('the first report', ['bring()']);
    await measure('the report again', Array<string>(times).fill('bring()'));
    await measure(
      'another word in the filter',
      ['f', 'fo', 'folder1', 'folder12/', 'file7 ada', ''].map((text) => `type('${text}')`),
    );
    await measure('another status', ["press('.slot-status .legend button')", "press('.chip')"]);
    await measure(
      'sorted by another column',
      [1, 2, 5, 7, 8].map((column) => `press('.heads > :nth-child(${column}) button')`),
    );
    await measure(
      'scrolled',
      [0.1, 0.9, 0.5, 0.3, 0.7].map((place) => `scroll(${place})`),
    );
  } finally {
    await browser.close();
  }
}

function report(): object {
  const next = random(11);
  const some = (count: number): number => Math.floor(next() * count);
  const settings = { target: 'rust', languages: ['c'], include: [], exclude: [], threshold: 0.6 };
  const totals = {
    ...{ components, pending: 1, inProgress: 1, done: 1, excluded: 1, drifted: 1 },
    ...{ functions: 1e6, ported: 5e5, bound: 1, lines: 2e7, portedLines: 1e7 },
  };
  return {
    type: 'report',
    components: Array.from({ length: components }, (_, index) => {
      const path = `source/folder${some(folders)}/file${index}.c`;
      const lines = some(1500);
      return {
        ...{ component: path, language: ['c', 'python', 'powershell'][some(3)], paths: [path] },
        status: ['pending', 'in_progress', 'done', 'excluded'][some(4)],
        ...{ responsible: `ada${some(people)}`, ports: [`crates/core/src/file${index}.rs`], functions: 20 },
        ...{ ported: some(20), candidates: some(3), bound: some(2), drifted: some(2), lines, portedLines: some(lines) },
        risk: ['low', 'medium', 'high'][some(3)],
        evidence: ['8 functions ported, 2 of them confirmed', '3 functions with an uncertain port'],
        ...{ syntaxErrors: false, updatedAt: '2026-05-06T07:08:09.000Z' },
      };
    }),
    runs: Array.from({ length: 30 }, (_, index) => ({
      ...{ id: index + 1, at: new Date(Date.UTC(2026, 0, index + 1)).toISOString(), settings },
      totals: { ...totals, ported: 2e5 + index * 1e4 },
    })),
  };
}

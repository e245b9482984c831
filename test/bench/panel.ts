/**
 * `npm run bench -- panel`: 100,000 results arrive in the page of the Scan view, as fast as it takes them, while a person
 * scrolls. The page runs in Chromium; messages come from within it, so that nothing but the page is measured.
 */
import type { Browser } from 'playwright-core';
import { openBrowser, openWebviewPage } from '../helpers/webviewPage.ts';
import { percentiles, random } from './figures.ts';

const results = 100_000;
const batch = 1000;
const rules = 500;

interface Frames {
  /** Milliseconds between two frames, from the first batch until all is listed. */
  readonly gaps: number[];
  readonly milliseconds: number;
  /** Milliseconds that the page's own thread has worked: other programs on the machine do not count. */
  readonly work: number;
}

export async function run(): Promise<void> {
  const browser = await openBrowser();
  if (!browser) {
    console.log('skipped: no Chromium here (`npm run setup` obtains one)');
    return;
  }
  try {
    const paints: (readonly [number, number])[] = [];
    for (let time = 0; time < 10; time++) paints.push(await firstPaint(browser));
    console.log(`first paint of the empty page  ${percentiles(paints.map(([all]) => all))}`);
    console.log(`  after its files have come    ${percentiles(paints.map(([, own]) => own))}`);
    for (const [grouping, sorting] of [
      ['file', 'name'],
      ['file', 'matches'],
      ['rule', 'name'],
      ['tag', 'matches'],
    ] as const) {
      const { gaps, milliseconds, work } = await stream(browser, { grouping, sorting, filter: '' });
      const rate = (gaps.length / milliseconds) * 1000;
      const label = `by ${grouping}, sorted by ${sorting}`.padEnd(29);
      console.log(
        `${label}  ${rate.toFixed(1)} frames/s over ${(milliseconds / 1000).toFixed(1)} s, between frames ${percentiles(gaps)}, page's CPU time ${work.toFixed(0)} ms`,
      );
    }
  } finally {
    await browser.close();
  }
}

/** Since the page was asked for, and since its files were there: this process serves them. */
async function firstPaint(browser: Browser): Promise<readonly [number, number]> {
  const { page } = await openWebviewPage(browser, { name: 'scanPanel', size: { width: 320, height: 900 } });
  const painted = await page.evaluate<number>(`new Promise((resolve) => new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
  }).observe({ type: 'paint', buffered: true }))`);
  const loaded = await page.evaluate<number>(
    `Math.max(...performance.getEntriesByType('resource').map(({ responseEnd }) => responseEnd))`,
  );
  await page.close();
  return [painted, painted - loaded];
}

/** The last of the results comes when its batch is taken; then the list has a moment to show it. */
async function stream(browser: Browser, options: object): Promise<Frames> {
  const editor = `{
    const options = ${JSON.stringify(options)};
    const batches = ${JSON.stringify(batches())};
    const state = ${JSON.stringify(runningState)};
    let sent = 0;
    let began = 0;
    let last = 0;
    const gaps = [];
    const post = (message) => window.postMessage(message, '*');
    const frame = (now) => {
      if (last > 0) gaps.push(now - last);
      last = now;
      const tree = document.querySelector('.tree');
      if (tree) tree.scrollTop = (tree.scrollTop + 40) % Math.max(1, tree.scrollHeight);
      const shown = document.querySelector('.toolbar .description')?.textContent;
      if (shown !== '${results.toLocaleString('en')} results') requestAnimationFrame(frame);
      else window.done({ gaps, milliseconds: last - began });
    };
    const next = () => {
      if (sent < batches.length) post({ type: 'results', results: batches[sent++] });
    };
    window.acquireVsCodeApi = () => ({
      getState: () => options,
      setState: () => undefined,
      postMessage: ({ type }) => {
        if (type === 'taken') setTimeout(next);
        if (type !== 'ready') return;
        post({ type: 'state', state });
        setInterval(() => post({ type: 'state', state }), 100);
        setTimeout(() => {
          began = performance.now();
          requestAnimationFrame(frame);
          next();
        }, 500);
      },
    });
  }`;
  let done: (frames: Omit<Frames, 'work'>) => void = () => undefined;
  const frames = new Promise<Omit<Frames, 'work'>>((resolve) => (done = resolve));
  const context = await browser.newContext();
  await context.exposeFunction('done', done);
  const { page } = await openWebviewPage(context, { name: 'scanPanel', size: { width: 320, height: 900 }, editor });
  const profiler = await context.newCDPSession(page);
  await profiler.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { gaps, milliseconds } = await frames;
  const { metrics } = await profiler.send('Performance.getMetrics');
  const work = (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  await page.close();
  await context.close();
  return { gaps, milliseconds, work };
}

const runningState = {
  scan: 1,
  standing: 'ready',
  phase: 'running',
  rules: ['rules.yar'],
  targets: ['samples'],
  counters: {
    ...{ found: 1e6, files: 1e5, bytes: 1e9, matchedFiles: 5e4, matches: results, errors: 0 },
    ...{ walking: true, milliseconds: 1e4 },
  },
  slowest: [],
  dropped: 0,
};

/** Two rules a file, files in no order. */
function batches(): object[] {
  const next = random(7);
  const made: object[] = [];
  let files = 0;
  let known = 0;
  for (let from = 0; from < results; from += batch) {
    const rows: [number, number, number][] = [];
    const paths: string[] = [];
    for (let row = 0; row < batch; row++) {
      if (row % 2 === 0) {
        const folder = Math.floor(next() * 1000);
        paths.push(`/srv/samples/${folder.toString(36)}/${Math.floor(next() * 1e12).toString(36)}.exe`);
        files += 1;
      }
      rows.push([files - 1, Math.floor(next() * rules), 1 + Math.floor(next() * 9)]);
    }
    const added = known === 0 ? Array.from({ length: rules }, (_, number) => ruleOf(number)) : [];
    known += added.length;
    made.push({ scan: 1, files: paths, rules: added, rows, remarks: [] });
  }
  return made;
}

function ruleOf(number: number): object {
  return { rule: `SUSP_Rule_${number}`, namespace: 'default', tags: [`tag${number % 40}`, `family${number % 7}`] };
}

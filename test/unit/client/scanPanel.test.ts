import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf, detailsOf } from '../../../client/src/views/scanPanel/answers.ts';
import { PanelFeed } from '../../../client/src/views/scanPanel/panelFeed.ts';
import { maxRows, ScanResults, start } from '../../../client/src/views/scanPanel/results.ts';
import type { RuleMatch } from '../../../server/src/protocol/scanJob.ts';
import type { ScanEvent } from '../../../server/src/protocol/scan.ts';
import type { ToScanPanel } from '../../../server/src/protocol/webview.ts';
import { ResultList } from '../../../webview/scanPanel/resultList.ts';

function ruleMatch(rule: string, tags: string[] = [], offsets: number[] = [0]): RuleMatch {
  const matches = offsets.map((offset) => ({ offset, length: 2, data: Uint8Array.of(0x4d, 0x5a) }));
  const patterns = [{ identifier: '$a', matchCount: offsets.length, matches }];
  return { rule, namespace: 'default', tags, meta: [{ name: 'n', value: 2n ** 60n }], patterns };
}
const matched = (path: string, ...matches: RuleMatch[]): ScanEvent => ({ type: 'match', path, matches });
function resultsOf(...events: ScanEvent[]): ScanResults {
  const results = new ScanResults();
  results.apply(events);
  return results;
}
function listOf(results: ScanResults, options: Partial<ConstructorParameters<typeof ResultList>[0]> = {}): ResultList {
  const list = new ResultList({ grouping: 'file', sorting: 'name', filter: '', ...options });
  list.add(results.after(start, maxRows).results);
  list.arrange();
  return list;
}
const found = resultsOf(
  matched('/s/b', ruleMatch('One', ['x', 'y']), ruleMatch('Two', [], [1, 2, 3])),
  matched('/s/a', ruleMatch('One', ['x', 'y'])),
  { type: 'error', path: '/s/gone', code: 'unreadable', message: 'no such file' },
);

describe('the results of a scan', () => {
  it('count files once, however many events tell of them', () => {
    expect(resultsOf(matched('/a', ruleMatch('One')), matched('/a', ruleMatch('Two'))).totals).toMatchObject({
      matchedFiles: 1,
      matches: 2,
    });
  });

  it('are handed out in parts that make the whole', () => {
    const list = new ResultList({ grouping: 'file', sorting: 'name', filter: '' });
    for (let cursor = start; ;) {
      const { results, next } = found.after(cursor, 1);
      if (results.rows.length + results.remarks.length === 0) break;
      list.add(results);
      cursor = next;
    }
    expect([list.files, list.rows, list.remarks]).toEqual(
      ((whole) => [whole.files, whole.rows, whole.remarks])(listOf(found)),
    );
  });

  it('are bounded, and say how many are left out', () => {
    const one = ruleMatch('One');
    const results = resultsOf({ type: 'match', path: '/a', matches: Array.from({ length: maxRows + 3 }, () => one) });
    expect([results.rows.length, results.dropped, results.totals.matches]).toEqual([maxRows, 3, maxRows + 3]);
  });

  it('are sent to the page only as fast as it takes them', () => {
    const sent: ToScanPanel[] = [];
    const feed = new PanelFeed((message) => sent.push(message));
    feed.begin(1, resultsOf(...Array.from({ length: 2500 }, (_, index) => matched(`/${index}`, ruleMatch('One')))));
    feed.more();
    expect(sent).toHaveLength(1);
    feed.taken();
    feed.taken();
    feed.taken();
    expect(sent.map((one) => (one.type === 'results' ? one.results.rows.length : -1))).toEqual([1000, 1000, 500]);
  });
});

describe('the list of results', () => {
  it('groups by file, rule and tag', () => {
    const keys = (grouping: 'file' | 'rule' | 'tag'): string[] =>
      listOf(found, { grouping }).groups.map(({ key }) => key);
    expect(keys('file')).toEqual(['/s/a', '/s/b']);
    expect(keys('rule')).toEqual(['One', 'Two']);
    expect(keys('tag')).toEqual(['', 'x', 'y']);
  });

  it('sorts by name, by matches, or not', () => {
    const order = (sorting: 'found' | 'name' | 'matches'): string[] =>
      listOf(found, { sorting }).groups.map(({ key }) => key);
    expect(order('found')).toEqual(['/s/b', '/s/a']);
    expect(order('name')).toEqual(['/s/a', '/s/b']);
    expect(order('matches')).toEqual(['/s/b', '/s/a']);
  });

  it('lets through what has all words of the filter', () => {
    const shown = (filter: string): number => listOf(found, { filter }).shown;
    expect([shown('ONE /s/b'), shown('y'), shown('nothing'), shown('  ')]).toEqual([1, 2, 0, 3]);
  });

  it('comes to the same order however it grows', () => {
    const row = fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 4 }));
    const options = fc.record({
      grouping: fc.constantFrom('file' as const, 'rule' as const, 'tag' as const),
      sorting: fc.constantFrom('found' as const, 'name' as const, 'matches' as const),
      filter: fc.constant(''),
    });
    const names = ['d', 'b', 'e', 'a', 'f', 'c'];
    const files = names.map((name) => `/${name}`);
    const rules = names.map((rule, number) => ({ rule, namespace: 'default', tags: names.slice(number, number + 2) }));
    fc.assert(
      fc.property(options, fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 8 }), (chosen, batches) => {
        const grown = new ResultList(chosen);
        const whole = new ResultList(chosen);
        for (const list of [grown, whole]) list.add({ files, rules, rows: [], remarks: [] });
        for (const rows of batches) {
          grown.add({ files: [], rules: [], rows, remarks: [] });
          grown.arrange();
        }
        whole.add({ files: [], rules: [], rows: batches.flat(), remarks: [] });
        whole.arrange();
        expect(grown.groups).toEqual(whole.groups);
        const sorted = whole.groups.toSorted((a, b) => (a.key < b.key ? -1 : 1));
        if (chosen.sorting === 'name') expect(whole.groups).toEqual(sorted);
      }),
    );
  });

  it('lays out groups and, in those that are expanded, their results', () => {
    const list = listOf(found);
    const [, second] = list.groups;
    list.setExpanded(second ?? expect.fail(), true);
    const kinds = Array.from({ length: list.length }, (_, index) => list.entry(index)?.kind);
    expect(kinds).toEqual(['group', 'group', 'result', 'result', 'group']);
    expect([2, 3, 4].map((index) => list.groupIndex(index))).toEqual([1, 1, 4]);
    list.collapseAll();
    expect(list.length).toBe(3);
  });
});

describe('the details of a result', () => {
  it('are its rule and its matches', () => {
    expect(detailsOf(found, 1)).toMatchObject({
      path: '/s/b',
      rule: { rule: 'Two' },
      meta: [{ name: 'n', value: '1152921504606846976' }],
      patterns: [{ identifier: '$a', count: 3 }],
    });
    expect(detailsOf(found, 99)).toBeUndefined();
  });

  it('have the bytes around a match, and tell when the file is another or gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cryptex-panel-'));
    try {
      const path = join(folder, 'a.exe');
      const results = resultsOf(matched(path, ruleMatch('One', [], [100])));
      const place = { scan: 1, result: 0, pattern: 0, match: 0 };
      const bytes = Buffer.alloc(300, 0x41);
      bytes.write('MZ', 100);
      await writeFile(path, bytes);
      const context = await contextOf(results, place);
      expect(context).toEqual({ place, start: 36, bytes: bytes.subarray(36, 166).toString('hex') });
      await writeFile(path, Buffer.alloc(300, 0x42));
      expect((await contextOf(results, place)).problem).toMatch(/changed/);
      await writeFile(path, 'short');
      expect((await contextOf(results, place)).problem).toMatch(/changed/);
      await rm(path);
      expect((await contextOf(results, place)).problem).toMatch(/can't be read/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

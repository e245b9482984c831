import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultRetention } from '../../server/src/protocol/history.ts';
import type { TargetEvent } from '../../server/src/protocol/scan.ts';
import { ScanHistory } from '../../server/src/store/scanHistory.ts';
import { ScanRecorder } from '../../server/src/store/scanRecorder.ts';
import type { Store } from '../../server/src/store/store.ts';
import { comparableEvents, targetEvents } from './support/arbitraryScan.ts';
import { TestFolder } from './support/folder.ts';
import { allEvents, record } from './support/history.ts';
import { done, match, request, ruleMatch, started } from './support/scanEvents.ts';

let test: TestFolder;
beforeEach(async () => (test = await TestFolder.create()));
afterEach(() => test.remove());

const without = (set: ReadonlySet<string>, other: ReadonlySet<string>) =>
  new Set([...set].filter((item) => !other.has(item)));

const names = async (store: Store) => (await new ScanHistory(store).list()).map(({ scan }) => scan);

describe('the history of scans', () => {
  it('gives back what a scan told, whatever that was', { timeout: 120_000 }, async () => {
    const store = test.store();
    let scan = 0;
    await fc.assert(
      fc.asyncProperty(targetEvents, fc.integer({ min: 1, max: 5 }), async (events, page) => {
        scan += 1;
        await record(store, started(String(scan)), ...events, done());
        expect(await allEvents(store, String(scan), page)).toEqual(events);
      }),
      { numRuns: 200 },
    );
    expect(await store.check()).toEqual([]);
  });

  it('has what was asked for and what came of it', async () => {
    const summary = { files: 7, skipped: 2, errors: 1, timedOut: true, cancelled: true };
    await record(test.store(), started('one'), done(summary));
    expect(await new ScanHistory(test.store()).find('one')).toMatchObject({
      state: 'cancelled',
      summary: { ...summary, bytes: 1000, milliseconds: 12.5 },
      rules: { first: '/rules/a.yar', count: 1 },
      targets: { first: '/samples', count: 1 },
      request,
      started: started('one'),
    });
    expect(await new ScanHistory(test.store()).find('two')).toBeUndefined();
  });

  it('names processes, and does not say that somebody has agreed to load compiled rules', async () => {
    const recorder = new ScanRecorder(test.store(), { ...request, targets: [], processes: [12, 34], compiled: true });
    for (const event of [started('one'), done()]) await recorder.record(event);
    await recorder.finish();
    const record = await new ScanHistory(test.store()).find('one');
    expect(record?.targets).toEqual({ first: 'pid:12', count: 2 });
    expect(record?.request?.processes).toEqual([12, 34]);
    expect(record?.request).not.toHaveProperty('compiled');
  });

  it('lists the newest first', async () => {
    await record(test.store(), started('old', '2026-11-01T00:00:00.000Z'), done());
    await record(test.store(), started('older', '2026-10-01T00:00:00.000Z'), done());
    await record(test.store(), started('new', '2026-11-02T00:00:00.000Z'), done());
    expect(await names(test.store())).toEqual(['new', 'old', 'older']);
  });

  it('makes pages of files with very many matches smaller', async () => {
    const data = new Uint8Array(500);
    const matches = Array.from({ length: 120 }, (_, offset) => ({ offset, length: 500, data }));
    const patterns = [{ identifier: '$a', matchCount: 120, matches }];
    const events = Array.from({ length: 200 }, (_, file): TargetEvent => {
      return { type: 'match', path: `/samples/${file}`, matches: [{ ...ruleMatch('a'), patterns }] };
    });
    await record(test.store(), started('one'), ...events, done());
    const page = await new ScanHistory(test.store()).events('one');
    expect(page.events.length).toBeLessThan(100);
    expect(await allEvents(test.store(), 'one')).toEqual(events);
  });

  it('compares scans by path, namespace and rule', { timeout: 120_000 }, async () => {
    const store = test.store();
    const found = (events: readonly TargetEvent[]) =>
      new Set(
        events.flatMap((event) =>
          event.type !== 'match'
            ? []
            : event.matches.map(({ namespace, rule }) => JSON.stringify([event.path, namespace, rule])),
        ),
      );
    let scan = 0;
    await fc.assert(
      fc.asyncProperty(comparableEvents, comparableEvents, async (before, after) => {
        scan += 1;
        await record(store, started(`before ${scan}`), ...before, done());
        await record(store, started(`after ${scan}`), ...after, done());
        const { counts, changes } = await new ScanHistory(store).compare(`before ${scan}`, `after ${scan}`, [
          'new',
          'gone',
          'same',
        ]);
        const [old, now] = [found(before), found(after)];
        const told = (kind: string) =>
          changes
            .filter((change) => change.kind === kind)
            .map(({ path, namespace, rule }) => JSON.stringify([path, namespace, rule]));
        expect(new Set(told('new'))).toEqual(without(now, old));
        expect(new Set(told('gone'))).toEqual(without(old, now));
        expect(new Set(told('same'))).toEqual(without(old, without(old, now)));
        for (const kind of ['new', 'gone', 'same'] as const) expect(counts[kind]).toBe(told(kind).length);
      }),
      { numRuns: 60 },
    );
  });

  it('lists changes page by page', async () => {
    const store = test.store();
    const files = Array.from({ length: 25 }, (_, file) => match(`/samples/${String(file).padStart(2, '0')}`, 'a'));
    await record(store, started('before'), ...files.slice(0, 15), done());
    await record(store, started('after'), ...files.slice(10), done());
    const history = new ScanHistory(store);
    const first = await history.compare('before', 'after', ['new', 'gone'], { limit: 12 });
    expect(first).toMatchObject({ counts: { new: 10, gone: 10, same: 5 }, next: 12 });
    const second = await history.compare('before', 'after', ['new', 'gone'], { from: first.next });
    expect(second.next).toBeUndefined();
    const paths = [...first.changes, ...second.changes].map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toHaveLength(20);
  });

  it('forgets a scan that is removed, and all that it told', async () => {
    const store = test.store();
    await record(store, started('one'), match('/samples/x', 'a'), done());
    await record(store, started('two'), match('/samples/x', 'a'), done());
    expect(await new ScanHistory(store).remove(['one', 'none'])).toBe(1);
    expect(await names(store)).toEqual(['two']);
    const rows = await store.read(({ queries }) => queries.selectFrom('pattern_matches').selectAll().execute());
    expect(rows).toHaveLength(1);
    expect(await store.check()).toEqual([]);
  });
});

describe('how much is kept', () => {
  async function recordSome(retention: Partial<typeof defaultRetention>, count: number, data = 0): Promise<Store> {
    const store = test.store();
    for (let scan = 0; scan < count; scan += 1) {
      const recorder = new ScanRecorder(store, request, { retention: { ...defaultRetention, ...retention } });
      const places = Array.from({ length: 120 }, () => ({ offset: 0, length: 0, data: new Uint8Array(data) }));
      const daysAgo = new Date(Date.now() - (count - 1 - scan) * 24 * 3_600_000).toISOString();
      await recorder.record(started(String(scan), daysAgo));
      for (let file = 0; file < 10; file += 1) {
        const patterns = [{ identifier: '$a', matchCount: 1, matches: places }];
        await recorder.record({ type: 'match', path: `/${file}`, matches: [{ ...ruleMatch('a'), patterns }] });
      }
      await recorder.record(done());
      await recorder.finish();
    }
    return store;
  }

  it('is bounded by a number of scans', async () => {
    expect(await names(await recordSome({ scans: 2 }, 4))).toEqual(['3', '2']);
  });

  it('is bounded by age', async () => {
    expect(await names(await recordSome({ days: 2.5 }, 5))).toEqual(['4', '3', '2']);
  });

  it('is bounded by the size of the database', async () => {
    // Each is about 600 KB.
    const store = await recordSome({ megabytes: 2 }, 6, 500);
    expect(await names(store)).toEqual(['5', '4', '3']);
  });

  it('is what was set last, for those who do not say', async () => {
    const store = await recordSome({ scans: 2 }, 2);
    await record(store, started('last'), done());
    expect(await names(store)).toHaveLength(2);
  });

  it('has the scan that was recorded last, whatever its size and age', async () => {
    const store = await recordSome({ megabytes: 1, days: 0, scans: 1 }, 2, 500);
    expect(await names(store)).toEqual(['1']);
  });
});

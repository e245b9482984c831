import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptPlaces } from '../../server/src/store/places.ts';
import { ScanHistory } from '../../server/src/store/scanHistory.ts';
import { ScanRecorder } from '../../server/src/store/scanRecorder.ts';
import type { Store } from '../../server/src/store/store.ts';
import { TestFolder } from './support/folder.ts';
import { allEvents, record } from './support/history.ts';
import { done, match, request, ruleMatch, started } from './support/scanEvents.ts';

let test: TestFolder;
beforeEach(async () => (test = await TestFolder.create()));
afterEach(() => test.remove());

const spools = () => readdir(`${test.path()}.spool`);

/** Leaves a spool as a process that was killed does: without its lock, and not folded. */
async function abandon(name: string, ...events: Parameters<ScanRecorder['record']>[0][]): Promise<string> {
  const elsewhere = await TestFolder.create();
  try {
    const recorder = new ScanRecorder(elsewhere.store(), request);
    for (const event of [started(name), ...events]) await recorder.record(event);
    // The database is a folder: the spool is written, and can't be folded.
    await mkdir(elsewhere.path());
    await expect(recorder.finish()).rejects.toThrow(/can't be/);
    const [file = ''] = (await readdir(`${elsewhere.path()}.spool`)).filter((entry) => entry.endsWith('.ndjson'));
    await mkdir(`${test.path()}.spool`, { recursive: true });
    const path = join(`${test.path()}.spool`, `${name}.ndjson`);
    await writeFile(path, await readFile(join(`${elsewhere.path()}.spool`, file)));
    return path;
  } finally {
    await elsewhere.remove();
  }
}

async function states(store: Store): Promise<Record<string, string>> {
  return Object.fromEntries((await new ScanHistory(store).list()).map(({ scan, state }) => [scan, state]));
}

describe('recording a scan', () => {
  it('has the scan in the database, and no spool, when it is acknowledged', async () => {
    await record(test.store(), started('one'), match('/samples/x', 'a', 'b'), done());
    expect(await spools()).toEqual([]);
    expect(await states(test.store())).toEqual({ one: 'complete' });
    expect(await allEvents(test.store(), 'one')).toEqual([match('/samples/x', 'a', 'b')]);
  });

  it('leaves nothing of a scan that did not start', async () => {
    await record(test.store(), done({ cancelled: true }));
    expect(await readdir(test.folder)).toEqual([]);
  });

  it('tells a cancelled scan from one that broke off', async () => {
    await record(test.store(), started('cancelled'), done({ cancelled: true, timedOut: true }));
    await record(test.store(), started('broken off'), match('/samples/x', 'a'));
    expect(await states(test.store())).toEqual({ cancelled: 'cancelled', 'broken off': 'incomplete' });
    const entry = await new ScanHistory(test.store()).find('broken off');
    expect(entry?.summary).toMatchObject({ cancelled: true, matchedFiles: 1, matches: 1 });
  });

  it('keeps how far a scan came that broke off, and the slowest files of one that did not', async () => {
    const progress = { type: 'progress', found: 9, done: 5, bytes: 700, walking: true } as const;
    await record(test.store(), started('broken off'), progress, match('/samples/x', 'a'));
    const slowest = [{ path: '/samples/x', milliseconds: 12.5 }];
    await record(test.store(), started('done'), done({}, slowest));
    const history = new ScanHistory(test.store());
    const brokenOff = await history.find('broken off');
    expect(brokenOff?.summary).toMatchObject({ files: 5, bytes: 700, matches: 1 });
    expect(brokenOff?.summary.milliseconds).toBeGreaterThan(0);
    expect(await history.find('done')).toMatchObject({ slowest });
  });

  it('keeps the first matches of a pattern that has very many, and their count', async () => {
    const places = Array.from({ length: 5000 }, (_, offset) => ({ offset, length: 1, data: new Uint8Array(1) }));
    const rule = ruleMatch('many');
    const patterns = [{ identifier: '$many', matchCount: 10_000_000, matches: places }];
    await record(test.store(), started('one'), { type: 'match', path: '/x', matches: [{ ...rule, patterns }] }, done());
    const kept = [{ ...patterns[0], matches: places.slice(0, keptPlaces.matches) }];
    expect(await allEvents(test.store(), 'one')).toEqual([
      { type: 'match', path: '/x', matches: [{ ...rule, patterns: kept }] },
    ]);
  });

  it('counts what is too much to keep, and says so', async () => {
    const recorder = new ScanRecorder(test.store(), request, { maxSize: 10_000 });
    await recorder.record(started('one'));
    const message = 'x'.repeat(1000);
    for (let file = 0; file < 15; file += 1) {
      await recorder.record({ type: 'error', path: `/samples/${file}`, code: 'unreadable', message });
    }
    await recorder.record(done({ errors: 15 }));
    await recorder.finish();
    const kept = await allEvents(test.store(), 'one');
    const [entry] = await new ScanHistory(test.store()).list();
    expect(entry).toMatchObject({ state: 'complete', leftOut: 15 - kept.length, summary: { errors: 15 } });
  });

  it('is not disturbed by what can not be written, and tells it once at the end', async () => {
    await writeFile(`${test.path()}.spool`, 'in the way');
    const recorder = new ScanRecorder(test.store(), request);
    for (const event of [started('one'), match('/samples/x', 'a'), done()]) await recorder.record(event);
    await expect(recorder.finish()).rejects.toMatchObject({ name: 'StoreError' });
    await expect(recorder.finish()).resolves.toBeUndefined();
  });
});

describe('a spool that was left behind', () => {
  it('is folded by the next scan that is recorded', async () => {
    await abandon('dead', match('/samples/x', 'a'));
    await record(test.store(), started('next'), done());
    expect(await states(test.store())).toEqual({ dead: 'incomplete', next: 'complete' });
    expect(await allEvents(test.store(), 'dead')).toEqual([match('/samples/x', 'a')]);
    expect(await spools()).toEqual([]);
  });

  it('that was folded just before its process ended is not there twice', async () => {
    await abandon('twice', match('/samples/x', 'a'), done());
    await new ScanHistory(test.store()).takeUp();
    await abandon('twice', match('/samples/x', 'a'), done());
    await new ScanHistory(test.store()).takeUp();
    expect(await states(test.store())).toEqual({ twice: 'complete' });
    expect(await allEvents(test.store(), 'twice')).toHaveLength(1);
    expect(await spools()).toEqual([]);
  });

  it('loses no more than a line that was not written whole', async () => {
    const path = await abandon('torn', match('/samples/x', 'a'), match('/samples/y', 'b'));
    await truncate(path, (await readFile(path)).length - 5);
    await new ScanHistory(test.store()).takeUp();
    expect(await states(test.store())).toEqual({ torn: 'incomplete' });
    expect(await allEvents(test.store(), 'torn')).toEqual([match('/samples/x', 'a')]);
  });

  it('keeps what is around a line that was changed, and does not count as complete', async () => {
    const path = await abandon('changed', match('/samples/x', 'a'), match('/samples/y', 'a'), done());
    const content = (await readFile(path, 'utf8')).replace('/samples/x', '/samples/z');
    await writeFile(path, content);
    await new ScanHistory(test.store()).takeUp();
    expect(await states(test.store())).toEqual({ changed: 'incomplete' });
    expect(await allEvents(test.store(), 'changed')).toEqual([match('/samples/y', 'a')]);
    expect(await new ScanHistory(test.store()).find('changed')).toMatchObject({ leftOut: 1 });
  });

  it('is left alone while its process runs', async () => {
    const recorder = new ScanRecorder(test.store(), request);
    await recorder.record(started('running'));
    await recorder.record(match('/samples/x', 'a'));
    await record(test.store(), started('other'), done());
    expect(await states(test.store())).toEqual({ other: 'complete' });
    await recorder.record(done());
    await recorder.finish();
    expect(await states(test.store())).toEqual({ running: 'complete', other: 'complete' });
  });

  it('with hostile content is in the way of no other', async () => {
    await abandon('good', match('/samples/x', 'a'), done());
    const folder = `${test.path()}.spool`;
    await writeFile(join(folder, 'aaa.ndjson'), 'no spool\n'.repeat(1000));
    await writeFile(join(folder, 'bbb.ndjson'), Buffer.alloc(1 << 20, 0xff));
    await mkdir(join(folder, 'ccc.ndjson'));
    const bad = await abandon('zzz', match('/samples/x', 'a'));
    await appendFile(bad, 'ffffffff {"type":"match","path":"/y","matches":[[0,[]]]}\n\n\0\n');
    await new ScanHistory(test.store()).takeUp();
    expect(await states(test.store())).toEqual({ good: 'complete', zzz: 'incomplete' });
    expect(await allEvents(test.store(), 'zzz')).toEqual([match('/samples/x', 'a')]);
    // Somebody else's folder is nobody's spool.
    expect(await spools()).toEqual(['ccc.ndjson']);
  });
});

describe('a process that is killed while it records', () => {
  it('loses nothing that it has acknowledged, and nothing is there twice', { timeout: 120_000 }, async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const program = join(import.meta.dirname, 'support', 'scanner.ts');
      const child = spawn(process.execPath, [program, test.path(), `round-${round}`, '50'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      const output = text(child.stdout);
      // Once with the first scan under way, otherwise somewhere in the first few.
      if (round > 0) await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 100 * Math.random()));
      child.kill('SIGKILL');
      await ended;
      acknowledged.push(...(await output).split('\n').filter(Boolean));
    }
    const store = test.store();
    await new ScanHistory(store).takeUp();
    expect(await store.check()).toEqual([]);
    expect(test.notices).toEqual([]);
    const found = await states(store);
    expect(Object.keys(found)).toEqual(expect.arrayContaining(acknowledged));
    for (const [scan, state] of Object.entries(found)) {
      const paths = (await allEvents(store, scan)).map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      if (state === 'complete') expect(paths).toHaveLength(300);
      else expect(acknowledged).not.toContain(scan);
    }
    expect((await spools()).filter((name) => name.endsWith('.ndjson'))).toEqual([]);
  });
});

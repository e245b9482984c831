import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScanEvent, ScanRequest, ScanSummary } from '../../../server/src/protocol/scan.ts';
import { ResultCache } from '../../../server/src/scan/resultCache.ts';
import { runScan } from '../../../server/src/scan/scanRunner.ts';
import { engineInfo, FakeEngine } from './fakeEngine.ts';

let folder: string;
let engine: FakeEngine;

/** As if what was written had been written long ago. */
function later(): void {
  vi.setSystemTime(Date.now() + 60_000);
}

/** Back to the time at which files are written. */
function now(): void {
  vi.setSystemTime(performance.timeOrigin + performance.now());
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  folder = await mkdtemp(join(tmpdir(), 'cryptex-results-'));
  await mkdir(join(folder, 'files'));
  await write('rules.yar', 'include "part.yar"\nrule a { condition: true }');
  await write('part.yar', 'rule b { condition: true }');
  await write('libyara.so', 'library');
  for (const [name, text] of Object.entries({ a: 'hit', b: 'nothing', c: 'a hit' })) await write(`files/${name}`, text);
  engine = newEngine();
  later();
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string) => writeFile(join(folder, name), text);

function newEngine(): FakeEngine {
  const fresh = new FakeEngine();
  const library = join(folder, 'libyara.so');
  fresh.describe = () => Promise.resolve({ ...engineInfo, path: library });
  const part = { from: join(folder, 'rules.yar'), spelled: 'part.yar', resolved: join(folder, 'part.yar') };
  const includes = [{ ...part, sought: [join(folder, 'first', 'part.yar')], sha256: 'as it was' }];
  if (fresh.prepared.type === 'compiled') {
    fresh.prepared = { ...fresh.prepared, result: { ...fresh.prepared.result, includes } };
  }
  return fresh;
}

interface Ran {
  readonly events: ScanEvent[];
  readonly summary: ScanSummary;
  /** Names of the files that the engine saw. */
  readonly scanned: string[];
}

interface ScanOptions {
  readonly libyara?: string;
  readonly signal?: AbortSignal;
  /** Runs before each file. */
  readonly before?: () => void;
}

async function scan(changes: Partial<ScanRequest> = {}, options: ScanOptions = {}) {
  engine = newEngine();
  engine.before = options.before ?? (() => undefined);
  const events: ScanEvent[] = [];
  const request: ScanRequest = {
    rules: [{ path: join(folder, 'rules.yar') }],
    targets: [join(folder, 'files')],
    recursive: true,
    workers: 1,
    externals: [],
    includeDirectories: [],
    timeoutSeconds: 0,
    fast: false,
    maxMatchesPerPattern: 10,
    maxMatchBytes: 10,
    ...changes,
  };
  const cache = new ResultCache({ folder: join(folder, 'cache'), libyara: options.libyara });
  const { signal = new AbortController().signal } = options;
  const listener = (event: ScanEvent) => void events.push(event);
  const outcome = await runScan(request, { engine, listener, signal, cache });
  if (outcome.type !== 'ran') throw new Error('The rules were rejected.');
  const scanned = engine.scanned.map((path) => path.slice(folder.length + '/files/'.length)).sort();
  return { events, summary: outcome.summary, scanned } satisfies Ran;
}

const matched = ({ events }: Ran) => events.flatMap((event) => (event.type === 'match' ? [event.path] : [])).sort();

describe('a scan of files that were scanned before', () => {
  it('is answered without the engine, and says the same', async () => {
    const first = await scan();
    expect(first.scanned).toEqual(['a', 'b', 'c']);
    const second = await scan();
    expect(second.scanned).toEqual([]);
    expect(matched(second)).toEqual(matched(first));
    expect(second.summary).toMatchObject({ files: 3, bytes: 15, matches: 2, cached: 3 });
    const [started, startedAgain] = [first, second].map(({ events }) => events.find(({ type }) => type === 'started'));
    expect(startedAgain).toEqual({
      ...started,
      scan: expect.any(String) as string,
      startedAt: expect.any(String) as string,
    });
  });

  it('scans what is new and what has changed', async () => {
    await scan();
    await write('files/b', 'b hit!!');
    await write('files/d', 'new hit');
    // What was written this shortly before may change again without another time stamp.
    now();
    const second = await scan();
    expect(second.scanned).toEqual(['b', 'd']);
    expect(matched(second)).toHaveLength(4);
    later();
    expect((await scan()).scanned).toEqual(['b', 'd']);
    expect((await scan()).scanned).toEqual([]);
  });

  it.each([
    ['a rule file', () => write('rules.yar', 'include "part.yar"\nrule c { condition: true }')],
    ['an included file', () => write('part.yar', 'rule c { condition: true }')],
    ['the library', () => write('libyara.so', 'another library')],
    [
      'the place where an include is found',
      async () => {
        await mkdir(join(folder, 'first'));
        await write('first/part.yar', '');
      },
    ],
  ])('scans all files again after a change of %s', async (_name, change) => {
    await scan();
    expect((await scan()).scanned).toEqual([]);
    await change();
    later();
    expect((await scan()).scanned).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, Partial<ScanRequest>]>([
    ['other externals', { externals: [{ type: 'integer', name: 'x', value: 1 }] }],
    ['a filter', { filter: { tags: ['x'] } }],
    ['fast mode', { fast: true }],
    ['other limits', { maxMatchesPerPattern: 11 }],
    ['another namespace', { rules: [{ path: '', namespace: 'n' }] }],
  ])('is not answered by one with %s', async (_name, changes) => {
    await scan();
    const rules = changes.rules?.map((rule) => ({ ...rule, path: join(folder, 'rules.yar') }));
    expect((await scan({ ...changes, ...(rules ? { rules } : {}) })).scanned).toEqual(['a', 'b', 'c']);
  });

  it('is not answered by one with a library that was named', async () => {
    await scan();
    expect((await scan({}, { libyara: '/other.so' })).scanned).toEqual(['a', 'b', 'c']);
  });

  it('goes on where a cancelled one stopped', async () => {
    const abort = new AbortController();
    let files = 0;
    const before = () => {
      files += 1;
      if (files === 3) abort.abort();
    };
    const first = await scan({}, { signal: abort.signal, before });
    expect(first.summary.cancelled).toBe(true);
    const second = await scan();
    expect(second.summary.cached).toBe(first.summary.files);
    expect(second.summary.files).toBe(3);
  });

  it.each(['import "time"', 'import\n/* now */ // *\n"time"', 'import "\\x74ime"'])(
    'is never answered for rules that ask for the time: %s',
    async (text) => {
      await write('part.yar', text);
      later();
      await scan();
      expect((await scan()).scanned).toEqual(['a', 'b', 'c']);
    },
  );

  it('reads nothing from what was damaged', async () => {
    await scan();
    const [name = ''] = await readdir(join(folder, 'cache'));
    const bytes = await readFile(join(folder, 'cache', name));
    for (const damage of [bytes.subarray(0, bytes.length >> 1), bytes.fill(7, 40, 44), Buffer.alloc(0), 'text']) {
      await writeFile(join(folder, 'cache', name), damage);
      expect((await scan()).scanned).toEqual(['a', 'b', 'c']);
    }
  });

  it('goes on where nothing can be written', async () => {
    await write('cache', 'a file where the folder would be');
    expect((await scan()).summary).toMatchObject({ files: 3, errors: 0 });
  });
});

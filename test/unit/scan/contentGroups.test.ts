import fc from 'fast-check';
import { link, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '../../../server/src/common/errors.ts';
import type { ScanEvent, ScanOutcome } from '../../../server/src/protocol/scan.ts';
import { runScan } from '../../../server/src/scan/scanRunner.ts';
import { FakeEngine } from './fakeEngine.ts';

let folder: string;
let engine: FakeEngine;
let events: ScanEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-alike-'));
  await writeFile(join(folder, 'rules.yar'), 'rule a { condition: true }');
  engine = new FakeEngine();
  events = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function run(targets: readonly string[], workers = 2): Promise<ScanOutcome> {
  events = [];
  const limits = { timeoutSeconds: 0, fast: false, maxMatchesPerPattern: 10, maxMatchBytes: 10 };
  const request = {
    rules: [{ path: join(folder, 'rules.yar') }],
    targets: [...targets],
    recursive: true,
    workers,
    externals: [],
    fileVariables: ['filename' as const],
    includeDirectories: [],
    ...limits,
  };
  return runScan(request, {
    engine,
    listener: (event) => void events.push(event),
    signal: new AbortController().signal,
  });
}

/** Writes files and returns their paths. */
async function files(contents: Readonly<Record<string, string>>): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), content);
  }
  return paths;
}

const namesOf = (type: 'match' | 'error') =>
  events.flatMap((event) => (event.type === type ? [event.path.slice(folder.length + 1)] : [])).sort();

/** Large enough to be compared. */
const large = (text: string) => text.padEnd(20_000, '.');

describe('files of one content', () => {
  it('are scanned once and told of by each name', async () => {
    const paths = await files({ a: large('hit'), b: large('hit'), c: large('hat'), d: large('hit') });
    const outcome = await run(paths);
    expect(namesOf('match')).toEqual(['a', 'b', 'd']);
    expect(engine.scanned).toHaveLength(2);
    expect(outcome).toMatchObject({ summary: { files: 4, bytes: 80_000, matchedFiles: 3, duplicates: 2 } });
  });

  it('are recognised by their place on the disk, however small', async () => {
    const [path = ''] = await files({ a: 'hit' });
    await link(path, join(folder, 'hard'));
    await symlink(path, join(folder, 'soft'));
    await run([path, join(folder, 'hard'), join(folder, 'soft')]);
    expect(namesOf('match')).toEqual(['a', 'hard', 'soft']);
    expect(engine.scanned).toHaveLength(1);
  });

  it('are all scanned when the rules can tell their names apart', async () => {
    await writeFile(join(folder, 'rules.yar'), 'rule a { condition: filename == "a" }');
    await run(await files({ a: large('hit'), b: large('hit') }));
    expect(engine.scanned).toHaveLength(2);
  });

  it('fail together when the content is to blame', async () => {
    const paths = await files({ a: large('deadly'), b: large('deadly'), c: large('hit') });
    engine.before = (path) => {
      if (!path.endsWith('c')) throw new EngineError('worker-died', 'gone');
    };
    const outcome = await run(paths);
    expect(namesOf('error')).toEqual(['a', 'b']);
    expect(namesOf('match')).toEqual(['c']);
    expect(outcome).toMatchObject({ summary: { files: 1, errors: 2 } });
  });

  it('are scanned each when only the first could not be read', async () => {
    const paths = await files({ a: large('hit'), b: large('hit') });
    let first: string | undefined;
    engine.before = async (path) => {
      first ??= path;
      if (first === path) await rm(path);
    };
    await run(paths);
    const [gone = '', other = ''] = first?.endsWith('a') === true ? ['a', 'b'] : ['b', 'a'];
    expect(namesOf('error')).toEqual([gone]);
    expect(namesOf('match')).toEqual([other]);
  });

  it('change nothing about what is found, whatever files there are', async () => {
    const contents = fc.array(fc.constantFrom('hit', 'hat', 'a hit', large('hit'), large('hat'), large('a hit')), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 4 }), async (list, workers) => {
        engine = new FakeEngine();
        const paths = await files(Object.fromEntries(list.map((content, index) => [`f${index}`, content])));
        const outcome = await run(paths, workers);
        const expected = list.flatMap((content, index) => (content.includes('hit') ? [`f${index}`] : [])).sort();
        expect(namesOf('match')).toEqual(expected);
        expect(outcome).toMatchObject({ summary: { files: list.length, errors: 0 } });
        const compared = new Set(list.filter((content) => content.length > 16_384)).size;
        expect(engine.scanned).toHaveLength(list.filter((content) => content.length < 16_384).length + compared);
      }),
      { numRuns: 60 },
    );
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SearchableCatalogue } from '../../server/src/catalogue/searchableCatalogue.ts';
import type { CompileJob } from '../../server/src/protocol/compileJob.ts';
import { openPoolEngine } from '../../server/src/scan/poolEngine.ts';
import type { EngineSession } from '../../server/src/scan/scanEngine.ts';
import { testLibraries } from '../cli/support/libraries.ts';

let folder: string;
let engine: EngineSession | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-status-'));
  await mkdir(join(folder, 'rules'));
});
afterEach(async () => {
  await engine?.[Symbol.asyncDispose]();
  engine = undefined;
  await rm(folder, { recursive: true, force: true });
});

describe.each(await testLibraries())('which files compile, by libyara $version', ({ path }) => {
  const test = it.skipIf(path === undefined);

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'rules', name), text);
  }

  /** As a process of its own would: only the store is the same. Names the files that libyara was asked about. */
  async function ask(): Promise<{ statuses: Record<string, string>; asked: string[] }> {
    const session = (engine ??= openPoolEngine({ workers: 1, libyara: path }));
    const place = { store: join(folder, 'cryptex.sqlite'), folders: [join(folder, 'rules')], exclude: [] };
    const { signal } = new AbortController();
    const onNotice = (message: string) => expect.fail(message);
    await using catalogue = new SearchableCatalogue(place, onNotice);
    await catalogue.catalogue.update({ signal, onNotice });
    const asked = new Set<string>();
    const compile = (job: CompileJob) => {
      for (const source of job.sources) asked.add(basename(source.path));
      return session.compile(job, signal);
    };
    const options = { compiler: { compile }, engine: await session.describe(signal), parallel: 2, signal, onNotice };
    const found = await catalogue.compileStatuses(options);
    const words = [...found].map(([file, status]): [string, string] => [
      basename(file),
      status.state === 'fails' ? `${basename(status.file)}:${status.line} ${status.message}` : status.state,
    ]);
    return { statuses: Object.fromEntries(words), asked: [...asked].sort() };
  }

  const files = {
    'alone.yar': 'rule alone { condition: filename == "x" }',
    'bad.yar': 'rule bad {\n condition: nothing }',
    'index.yar': 'include "part.yar"\nrule whole { condition: part }\ninclude "fragment.yar"',
    'part.yar': 'rule part { condition: true }',
    'fragment.yar': 'rule fragment { condition: part }',
  };

  test('is told of each alone, through an index where only that makes it valid', async () => {
    await write(files);
    expect((await ask()).statuses).toEqual({
      'alone.yar': 'compiles',
      'bad.yar': 'bad.yar:2 undefined identifier "nothing"',
      'index.yar': 'compiles',
      'part.yar': 'compiles',
      'fragment.yar': 'compiles',
    });
  });

  test('is asked again only for what has changed, and for what includes join to that', async () => {
    await write(files);
    const first = await ask();
    expect(await ask()).toEqual({ ...first, asked: [] });
    await write({ 'part.yar': 'rule part { condition: gone }' });
    const changed = await ask();
    expect(changed.asked).toEqual(['fragment.yar', 'index.yar', 'part.yar']);
    expect(changed.statuses).toMatchObject({
      'alone.yar': 'compiles',
      'part.yar': 'part.yar:1 undefined identifier "gone"',
      'index.yar': expect.stringContaining('part.yar:1') as unknown,
    });
    await write({ 'bad.yar': 'rule bad { condition: true }' });
    expect(await ask()).toMatchObject({ asked: ['bad.yar'], statuses: { 'bad.yar': 'compiles' } });
  });
});

/** What was found of rules before is found again without the engines, as long as it holds. */
import { appendFile, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KnownReadiness } from '../../../server/src/gap/readiness/knownReadiness.ts';
import { Readiness, type ReadinessOptions } from '../../../server/src/gap/readiness/readiness.ts';
import { YaraX } from '../../../server/src/gap/readiness/yaraX.ts';
import type { RuleFileReadiness } from '../../../server/src/protocol/readiness.ts';
import { openPoolEngine } from '../../../server/src/scan/poolEngine.ts';
import { diskFileSystem } from '../../../server/src/workspace/fileSystem.ts';
import { forEachLibrary } from '../../engine/libraries.ts';
import { settings } from './support.ts';

forEachLibrary((library) => {
  let folder: string;
  let rules: string;
  let sample: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cryptex-known-'));
    rules = join(folder, 'rules.yar');
    sample = join(folder, 'sample.txt');
    await writeFile(rules, 'rule braces { strings: $a = /abc{\\R/ condition: $a }\nrule ready { condition: true }\n');
    await writeFile(sample, 'abc{R');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** How it is audited, and of how many files the engines were asked. */
  async function audit(given: Partial<ReadinessOptions['settings']> = {}, paths = [rules]) {
    await using libyara = openPoolEngine({ workers: 1, libyara: library.path });
    await using yaraX = new YaraX({ workers: 1 });
    const asked = new Set<string>();
    const counting = new Proxy(libyara, {
      get: (engine, key) => {
        if (key !== 'compile') return Reflect.get(engine, key, engine) as unknown;
        return (...[job, signal]: Parameters<typeof libyara.compile>) => {
          asked.add(job.sources[0]?.path ?? '');
          return engine.compile(job, signal);
        };
      },
    });
    const all = { ...settings, ...given };
    const samples = [sample];
    const engine = await libyara.describe(settings.signal);
    const known = await KnownReadiness.open({ libyara: engine, settings: all, samples, cache: folder });
    const engines = { libyara: counting, yaraX };
    const readiness = new Readiness({ engines, files: diskFileSystem, settings: all, samples, known });
    const found: RuleFileReadiness[] = [];
    for await (const one of readiness.audit(paths)) {
      if ('failure' in one) throw one.failure;
      found.push(one);
    }
    await known.save();
    return { found, asked: asked.size };
  }

  it('asks no engine about what has not changed, and says the same of it', async () => {
    const first = await audit();
    expect(first.asked).toBe(1);
    expect(first.found[0]?.refusals[0]?.fix?.isSafe).toBe(true);
    expect(await audit()).toEqual({ found: first.found, asked: 0 });
  });

  it('asks again when the rules, a sample, a setting or what is kept has changed', async () => {
    await audit();
    await appendFile(rules, '\n');
    expect((await audit()).asked).toBe(1);
    await appendFile(sample, 'more');
    expect((await audit()).asked).toBe(1);
    expect(
      (await audit({ externals: [...settings.externals, { type: 'string', name: 'other', value: '' }] })).asked,
    ).toBe(1);
    expect((await audit()).asked).toBe(0);
    for (const name of await readdir(join(folder, 'readiness'))) await truncate(join(folder, 'readiness', name), 40);
    expect((await audit()).asked).toBe(1);
  });

  it('asks again when a file has changed that is included, has appeared where it was missing, or is found first now', async () => {
    const included = join(folder, 'included.yar');
    const [early, late] = [await mkdtemp(join(folder, 'early-')), await mkdtemp(join(folder, 'late-'))];
    const given = { includeDirectories: [early, late] };
    await writeFile(rules, 'include "included.yar"\ninclude "other.yar"\nrule own { condition: true }\n');
    await writeFile(join(late, 'other.yar'), 'rule other { condition: true }\n');
    expect((await audit(given)).found[0]?.status).toBe('excluded');
    await writeFile(included, 'rule included { condition: true }\n');
    const [before] = (await audit(given)).found;
    expect(before?.status).toBe('done');
    expect((await audit(given)).asked).toBe(0);
    await appendFile(included, '\n');
    expect((await audit(given)).asked).toBe(1);
    await writeFile(join(early, 'other.yar'), 'rule other { condition: nothing }\n');
    expect((await audit(given)).found[0]?.status).toBe('excluded');
  });

  it('keeps nothing of what the time decides', async () => {
    await writeFile(rules, 'import "time"\nrule now { condition: time.now() > 0 }\n');
    await audit();
    expect((await audit()).asked).toBe(1);
  });

  it('keeps nothing of what an engine failed over', async () => {
    await rm(sample);
    const first = await audit();
    expect(first.found[0]?.comparison?.failures).toHaveLength(1);
    expect((await audit()).asked).toBe(1);
  });
});

/** Rules are compiled once and used again exactly while nothing that went into them has changed. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { CompiledRules, type CompiledRulesOptions, type RuleSet } from '../../server/src/engine/compiledRules.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { scanJob } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';

forEachLibrary((library) => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex-compiled-')));
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  let folder = base;
  let compiled = new CompiledRules({ pool, cache: base });
  beforeEach(() => {
    folder = mkdtempSync(join(base, 'test-'));
    compiled = new CompiledRules({ pool, cache: join(folder, 'cache') });
    file('rules/main.yar', 'include "inner.yar"\nrule main { strings: $a = "a" condition: $a and x == 1 }');
    file('rules/inner.yar', 'rule inner { condition: true }');
  });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    rmSync(base, { recursive: true });
  });

  function file(name: string, content: string): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  const rules = (rest: Partial<RuleSet> = {}): RuleSet => ({
    sources: [{ path: join(folder, 'rules/main.yar') }],
    externals: [{ type: 'integer', name: 'x', value: 1 }],
    includeDirectories: [],
    ...rest,
  });

  async function prepare(rest: Partial<RuleSet> = {}) {
    const prepared = await compiled.prepare(rules(rest));
    if (prepared.type === 'rejected') throw new Error(prepared.messages[0]?.text);
    await compiled.settled();
    return prepared;
  }

  it('compiles once', async () => {
    const first = await prepare();
    const second = await prepare();
    expect([first.reused, second.reused]).toEqual([false, true]);
    expect(second).toEqual({ ...first, reused: true });
    expect(second.result).toMatchObject({ rules: 2, patterns: 1 });
    const { matches } = await pool.run(scanJob(second.file, Buffer.from('a')));
    expect(matches.map(({ rule }) => rule)).toEqual(['inner', 'main']);
  });

  it.for<[string, () => Partial<RuleSet>]>([
    ['a source', () => (file('rules/main.yar', 'include "inner.yar"\nrule main { condition: x == 1 }'), {})],
    ['an included file', () => (file('rules/inner.yar', 'rule inner { condition: false }'), {})],
    ['an external variable', () => ({ externals: [{ type: 'integer', name: 'x', value: 2 }] })],
    ['a namespace', () => ({ sources: [{ path: join(folder, 'rules/main.yar'), namespace: 'n' }] })],
    ['the include directories', () => ({ includeDirectories: [folder] })],
  ])('compiles anew after a change of %s', async ([, change]) => {
    const before = await prepare();
    const after = await prepare(change());
    expect(after.reused).toBe(false);
    expect(await prepare(change())).toMatchObject({ reused: true, file: after.file });
    expect(before.reused).toBe(false);
  });

  it('compiles anew when a file appears that an include would find first', async () => {
    file('rules/main.yar', 'include "far.yar"');
    file('library/far.yar', 'rule far { condition: true }');
    const includeDirectories = [join(folder, 'library')];
    await prepare({ includeDirectories });
    expect((await prepare({ includeDirectories })).reused).toBe(true);
    file('rules/far.yar', 'rule near { condition: true }');
    const after = await prepare({ includeDirectories });
    expect(after.reused).toBe(false);
    expect(after.result.includes[0]?.resolved).toBe(join(folder, 'rules/far.yar'));
  });

  it('never loads what it did not write', async () => {
    const { file: path } = await prepare();
    writeFileSync(path, Buffer.concat([Buffer.from('YARA'), Buffer.alloc(1000)]));
    expect((await prepare()).reused).toBe(false);
    rmSync(path);
    expect((await prepare()).reused).toBe(false);
    writeFileSync(path.replace('.yarc', '.json'), '{ "compiled": "../../elsewhere.yarc" }');
    expect((await prepare()).reused).toBe(false);
  });

  it('keeps messages of rules that compile, and tells those of rules that do not', async () => {
    file('rules/main.yar', 'rule slow { strings: $a = /.*a.*/ $b = { 00 } condition: any of them }');
    const { result } = await prepare();
    expect(result.messages.length).toBeGreaterThan(0);
    expect((await prepare()).result.messages).toEqual(result.messages);
    file('rules/main.yar', 'rule bad { condition: nothing }');
    const rejected = await compiled.prepare(rules());
    expect(rejected).toMatchObject({ type: 'rejected', messages: [{ text: 'undefined identifier "nothing"' }] });
  });

  it('says which source can not be read', async () => {
    const sources = [{ path: join(folder, 'absent.yar') }];
    await expect(compiled.prepare(rules({ sources }))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('compiles what a source holds by then when it is saved in between', async () => {
    const path = file('rules/main.yar', 'rule before { condition: true }');
    let runs = 0;
    const meddling = {
      ready: () => pool.ready(),
      run: (job: Parameters<typeof pool.run>[0], options?: Parameters<typeof pool.run>[1]) => {
        // Read and hashed by now, and not yet by the worker.
        if (runs++ === 0) writeFileSync(path, 'rule after { condition: true } rule another { condition: true }');
        return pool.run(job, options);
      },
    } as CompiledRulesOptions['pool'];
    compiled = new CompiledRules({ pool: meddling, cache: join(folder, 'cache') });
    const { result } = await prepare();
    expect([runs, result.rules]).toEqual([2, 2]);
    expect(await prepare()).toMatchObject({ reused: true, result: { rules: 2 } });
  });

  it('removes the least recently used when it has grown too large', async () => {
    const { file: path } = await prepare();
    const size = statSync(path).size;
    compiled = new CompiledRules({ pool, cache: join(folder, 'cache'), limit: 3 * size });
    const age = (name: string, hours: number) => {
      const then = new Date(Date.now() - hours * 3_600_000);
      for (const end of ['.yarc', '.json']) utimesSync(name.replace('.yarc', end), then, then);
    };
    const second = await prepare({ externals: [{ type: 'integer', name: 'x', value: 2 }] });
    age(path, 3);
    age(second.file, 2);
    await prepare();
    await prepare({ externals: [{ type: 'integer', name: 'x', value: 3 }] });
    await prepare({ externals: [{ type: 'integer', name: 'x', value: 4 }] });
    const left = readdirSync(join(folder, 'cache/rules')).map((name) => join(folder, 'cache/rules', name));
    expect(left).toContain(path);
    expect(left).not.toContain(second.file);
  });

  it('is readable by its user only', async () => {
    await prepare();
    expect(statSync(join(folder, 'cache/rules')).mode & 0o077).toBe(0);
  });
});

/** `cryptex gap audit` and what people decide, as a process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GapReport } from '../../server/src/protocol/gapReport.ts';
import { program } from './support/cryptex.ts';
import { Workspace } from './support/workspace.ts';

const tree = join(import.meta.dirname, '../fixtures/gap/tree');
/** No test here needs one: rules are said to be not judged. */
const noLibyara = join(tree, 'none.so');

// Each test starts many processes, which a busy machine takes long for.
describe('gap audit', { timeout: 120_000 }, () => {
  let workspace: Workspace;
  const report = async (name = 'gap_report.json'): Promise<GapReport> =>
    JSON.parse(await readFile(workspace.path(name), 'utf8')) as GapReport;
  beforeAll(async () => {
    workspace = await Workspace.create(noLibyara, { 'rules/a.yar': 'rule a { condition: true }\n' });
    await cp(tree, workspace.folder, { recursive: true });
  });
  afterAll(() => workspace.remove());

  it('writes the report with its schema, and tells the totals', async () => {
    const { code, stdout, stderr } = await workspace.run('gap', 'audit', '--no-blame');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^in progress libsift\/arena\.c {2}3 of 5 functions$/m);
    expect(stdout).toMatch(/^22 components: 2 done, \d+ in progress, \d+ pending, 0 excluded$/m);
    expect(stdout).toMatch(
      /of 73 functions and \d+ % of \d+ lines are ported to rust; 7 functions are called through FFI$/m,
    );
    expect(stderr).toBe(
      'warning: parts could not be parsed of crates/sift-core/src/rulefile.rs; the rest of them is counted\n',
    );
    const { components, settings } = await report();
    expect(components).toHaveLength(22);
    expect(settings).toMatchObject({ target: 'rust', threshold: 0.6 });
    expect(components.find(({ path }) => path === 'rules/a.yar')?.details[0]?.reasons).toEqual([
      'not judged: there is no libyara',
    ]);
    expect(JSON.parse(await readFile(workspace.path('gap_report.schema.json'), 'utf8'))).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
    });
  });

  it('says so when all of a code base is audited though a part was named', async () => {
    const { code, stdout, stderr } = await workspace.run('gap', 'audit', '--no-blame', 'libsift', '-o', 'part.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 of 1 rules are ready for YARA-X$/m);
    expect(stderr).toMatch(/^warning: libsift is a part of .*, all of which is audited; --only narrows it down\.$/m);
  });

  it('writes other formats by their endings, and to standard output', async () => {
    const outputs = ['gap.html', 'gap.md', 'gap.csv', 'gap.sarif'];
    const args = outputs.flatMap((file) => ['-o', file]);
    expect((await workspace.run('gap', 'audit', '--no-blame', ...args)).code).toBe(0);
    const names = await readdir(workspace.folder);
    for (const name of outputs) expect(names).toContain(name);
    const { stdout } = await workspace.run('gap', 'audit', '--no-blame', '-o', '-', '--format', 'csv');
    expect(stdout).toMatch(/^component,language,status,/);
    const wrong = await workspace.run('gap', 'audit', '-o', 'gap.txt');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      'error: The ending of gap.txt does not tell its format: give --format.\n',
    ]);
  });

  it('fails below what is asked for, and where something got worse, and only there', async () => {
    expect(
      (await workspace.run('gap', 'audit', '--no-blame', '--fail-under', '50', '--baseline', 'gap_report.json')).code,
    ).toBe(0);
    const under = await workspace.run('gap', 'audit', '--no-blame', '--fail-under', '99.5', '-o', 'x.json');
    expect(under.code).toBe(1);
    expect(under.stderr).toContain('error: 55 % is ported, less than 99.5 %.\n');
    const before = await report();
    const better = structuredClone(before);
    for (const one of better.components) if (one.component === 'libsift/elf.c') one.rust_status = 'done';
    await writeFile(workspace.path('better.json'), JSON.stringify(better));
    const worse = await workspace.run('gap', 'audit', '--no-blame', '--baseline', 'better.json', '-o', 'x.json');
    expect(worse.code).toBe(1);
    expect(worse.stdout).toMatch(/^worse {2}libsift\/elf\.c {2}done → /m);
    const diff = await workspace.run('gap', 'diff', 'better.json', 'gap_report.json');
    expect([diff.code, diff.stdout]).toEqual([1, expect.stringMatching(/^worse {2}libsift\/elf\.c/)]);
    const same = await workspace.run('gap', 'diff', 'gap_report.json', 'gap_report.json');
    expect([same.code, same.stdout]).toEqual([0, 'Nothing has changed.\n']);
  });

  it('does not take what is worse for the new baseline, and measures nothing where there is nothing', async () => {
    await writeFile(workspace.path('base.json'), await readFile(workspace.path('better.json'), 'utf8'));
    const args = ['gap', 'audit', '--no-blame', '--baseline', 'base.json', '-o', 'base.json'];
    for (const code of [1, 1]) expect((await workspace.run(...args)).code).toBe(code);
    const nothing = await workspace.run('gap', 'audit', '--only', 'none/**', '--fail-under', '100', '-o', 'x.json');
    expect([nothing.code, nothing.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: there is nothing to measure\.$/m),
    ]);
    expect((await workspace.run('gap', 'audit', '--no-blame', '-o', 'x.json')).code).toBe(0);
  });

  it('reads the report of an older version as a baseline, and says what is no report before it begins', async () => {
    const older = {
      components: [{ component: 'libsift/arena.c', rust_status: 'pending', functions: 5, ported_functions: 0 }],
    };
    await writeFile(workspace.path('older.json'), JSON.stringify(older));
    expect((await workspace.run('gap', 'audit', '--no-blame', '--baseline', 'older.json')).code).toBe(0);
    await writeFile(workspace.path('no.json'), JSON.stringify({ components: [{ component: 3 }] }));
    const { code, stderr } = await workspace.run('gap', 'audit', '--baseline', 'no.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: no\.json is no gap report: components\.0\.component: /);
    expect((await workspace.run('gap', 'audit', '--baseline', 'none.json')).code).toBe(2);
  });

  it('takes down what people say, and shows it', async () => {
    const confirmed = await workspace.run('gap', 'confirm', 'libsift/hash.c', '--by', 'Ada');
    expect(confirmed.code).toBe(0);
    expect(confirmed.stdout).toContain('4 functions ported, all confirmed\n');
    const of = 'libsift/quarantine.c#sf_quarantine_scramble';
    const linked = await workspace.run('gap', 'link', of, 'crates/sift-core/src/vault.rs#Vault::veil', '--by', 'Ada');
    expect(linked.stdout).toMatch(/^done {8}libsift\/quarantine\.c {2}3 of 3 functions$/m);
    expect((await workspace.run('gap', 'reject', of, '--by', 'Bob')).code).toBe(0);
    const history = await workspace.run('gap', 'history', 'libsift/quarantine.c', '--format', 'json');
    expect(JSON.parse(history.stdout)).toMatchObject([
      { kind: 'confirm', by: 'Ada', subject: of, value: 'crates/sift-core/src/vault.rs#Vault::veil' },
      { kind: 'reject', by: 'Bob', subject: of },
    ]);
    expect((await workspace.run('gap', 'exclude', 'libsift/list.c', 'Vec does it')).code).toBe(0);
    expect((await workspace.run('gap', 'assign', 'libsift/elf.c', 'Cleo')).stdout).toContain('Cleo');
    expect((await workspace.run('gap', 'set', 'libsift/elf.c', 'in-progress')).code).toBe(0);
    const shown = await workspace.run('gap', 'show', 'libsift/arena.c');
    expect(shown.stdout).toContain('ported → crates/sift-core/src/arena.rs#Arena::allocate');
    expect((await workspace.run('gap', 'history')).stdout.trimEnd().split('\n').length).toBeGreaterThan(1);
  });

  it.each([
    [['gap', 'set', 'libsift/elf.c', 'finished'], 'error: finished is no status'],
    [['gap', 'confirm', 'none.c'], 'error: The last audit has no component or function none.c.'],
    [['gap', 'show', 'none.c'], 'error: The last audit has no component or function none.c.'],
    [['gap', 'confirm', 'rules/a.yar#a'], 'error: rules/a.yar#a is a rule: the engines judge it.'],
    [['gap', 'audit', '-o', 'gap_report.schema.json'], 'error: gap_report.schema.json is the name of the schema'],
    [['gap', 'audit', 'nowhere'], 'error: nowhere is no folder that can be read.'],
    [['gap', 'audit', '--target', 'c', '--language', 'c'], 'error: c can’t be the target and legacy at once.'],
    [['gap', 'audit', '--threshold', '2'], 'error: option'],
    [['gap', 'audit', '--store', '/dev/null/x'], 'error: '],
  ])('refuses %s', async (args, message) => {
    const { code, stderr } = await workspace.run(...args);
    expect([code, stderr.slice(0, message.length)]).toEqual([2, message.replace('’', "'")]);
  });

  it('is the old or the new audit after it was killed at any moment', async () => {
    const fresh = await Workspace.create(noLibyara, {});
    try {
      await cp(tree, fresh.folder, { recursive: true });
      await fresh.run('gap', 'audit', '--no-blame');
      const listed = async (): Promise<string> =>
        (await fresh.run('gap', 'show', 'libsift/hash.c', '--format', 'json')).stdout;
      const text = await readFile(fresh.path('libsift/hash.c'), 'utf8');
      const old = await listed();
      for (const milliseconds of [150, 250, 350, 450, 600]) {
        await fresh.write({ 'libsift/hash.c': `${text}\nint sf_extra_${milliseconds}(void) { return 1; }\n` });
        const child = spawn(process.execPath, [program, 'gap', 'audit', '--no-blame'], {
          ...fresh.options,
          stdio: 'ignore',
        });
        const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
        await once(child, 'close');
        clearTimeout(timer);
        const now = JSON.parse(await listed()) as { functions: number; details: unknown[] };
        expect(now.details).toHaveLength(now.functions);
      }
      await fresh.write({ 'libsift/hash.c': text });
      expect((await fresh.run('gap', 'audit', '--no-blame')).code).toBe(0);
      const without = (json: string): object => ({ ...(JSON.parse(json) as object), updatedAt: '' });
      expect(without(await listed())).toEqual(without(old));
    } finally {
      await fresh.remove();
    }
  });
});

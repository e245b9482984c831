import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../server/src/protocol/history.ts';
import { scanFormats } from '../../server/src/scan/output/formats.ts';
import { cryptex, end, start, type Ended } from './support/cryptex.ts';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

const library = (await testLibraries()).find(({ path }) => path !== undefined);

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create(library?.path ?? '', {
    'rules.yar':
      'rule hello : greeting { meta: hash = "one" big = 9007199254740993 strings: $a = "hello" $b = { 77 6F } condition: any of them }\n' +
      'rule large { condition: filesize > 8 }',
    'd/a.txt': 'say hello',
    'd/b.txt': 'hello world',
    'd/c.txt': 'nothing',
  });
});
afterEach(() => workspace.remove());

const scan = (...args: string[]): Promise<Ended> => workspace.run('scan', 'rules.yar', workspace.path('d'), ...args);
const keep = () => mkdir(workspace.path('.cryptex'));
const matches = ({ stdout }: Ended): string[] => stdout.split('\n').filter(Boolean).sort();

async function listed(...args: string[]): Promise<HistoryEntry[]> {
  return JSON.parse((await workspace.run('history', 'list', '--format', 'json', ...args)).stdout) as HistoryEntry[];
}

describe.skipIf(library === undefined)('what cryptex scan records', () => {
  it('is nothing where nobody wants it', async () => {
    expect(await scan()).toMatchObject({ code: 0, stderr: '' });
    expect((await readdir(workspace.folder)).sort()).toEqual(['.cache', 'd', 'rules.yar']);
    expect(await readdir(workspace.path('.cache'))).not.toContain('store');
    await keep();
    await scan('--no-record');
    expect(await readdir(workspace.path('.cryptex'))).toEqual([]);
  });

  it('is in the .cryptex folder above, in the file that is named, or in that of the environment', async () => {
    await keep();
    await scan();
    expect(await listed()).toHaveLength(1);
    await scan('--store', 'named.sqlite');
    expect(await listed()).toHaveLength(1);
    expect(await listed('--store', 'named.sqlite')).toHaveLength(1);
    const { cwd, env } = workspace.options;
    const options = { cwd: cwd ?? '', env: { ...env, CRYPTEX_STORE: workspace.path('other.sqlite') } };
    await cryptex(['scan', 'rules.yar', 'd'], options);
    expect(JSON.parse((await cryptex(['history', 'list', '--format', 'json'], options)).stdout)).toHaveLength(1);
  });

  it.each(Object.keys(scanFormats))('is shown as it was printed, as %s', async (format) => {
    await keep();
    const printed = await scan('--format', format, '-s', '-e', '-g', '-m');
    const shown = await workspace.run('history', 'show', '--format', format, '-s', '-e', '-g', '-m');
    expect(shown.stdout).toBe(printed.stdout);
    expect(shown.stdout).toContain('hello');
  });

  it('has the matches of patterns also when they were not printed', async () => {
    await keep();
    const plain = await scan();
    expect((await workspace.run('history', 'show')).stdout).toBe(plain.stdout);
    expect((await workspace.run('history', 'show', '-s')).stdout).toMatch(/^0x4:\$a: hello$/m);
  });

  it('calls standard input by its name', async () => {
    await keep();
    const child = start(['scan', 'rules.yar', '-'], workspace.options);
    expect(await end(child)).toMatchObject({ code: 0 });
    expect(await listed()).toMatchObject([{ targets: { first: '-' } }]);
  });

  it('is not needed for the scan: a store that can not be written gives one warning', async () => {
    await writeFile(workspace.path('file'), '');
    const blocked = await scan('--store', 'file/store.sqlite');
    expect(blocked).toMatchObject({ code: 0 });
    expect(matches(blocked)).toHaveLength(4);
    expect(blocked.stderr.split('\n')).toEqual([
      expect.stringMatching(/^warning: The scan is not recorded\. .*file/),
      '',
    ]);
    await writeFile(workspace.path('foreign.sqlite'), 'no database at all, but long enough to be one'.repeat(100));
    const damaged = await scan('--store', 'foreign.sqlite');
    expect(damaged.code).toBe(0);
    expect(damaged.stderr).toMatch(/^warning: .* was damaged .* is kept as .*\n$/);
    expect(await listed('--store', 'foreign.sqlite')).toHaveLength(1);
  });

  it('is there after the program was killed, as incomplete, and once', { timeout: 60_000 }, async () => {
    await keep();
    const files = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`many/${index}`, `hello ${index}`]));
    await workspace.write(files);
    let ended = 0;
    for (let round = 0; round < 4; round += 1) {
      const child = start(['scan', 'rules.yar', 'many', '-p', '1', '--format', 'ndjson'], workspace.options);
      await once(child.stdout, 'readable');
      setTimeout(() => child.kill('SIGKILL'), 150 * round);
      if ((await end(child)).code === 0) ended += 1;
    }
    const entries = await listed();
    expect(entries.filter(({ state }) => state === 'complete').length).toBeGreaterThanOrEqual(ended);
    for (const { scan: name, state } of entries) {
      const { stdout } = await workspace.run('history', 'show', name, '--format', 'csv');
      const paths = [...stdout.matchAll(/many\/\d+/g)].map(([path]) => path);
      expect(new Set(paths).size).toBeLessThanOrEqual(2000);
      if (state === 'complete') expect(new Set(paths).size).toBe(2000);
    }
    expect(await workspace.run('store', 'check')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe.skipIf(library === undefined)('cryptex history', () => {
  beforeEach(keep);

  it('lists scans, newest first, and names them by the beginning of their names', async () => {
    await scan();
    await workspace.run('scan', 'rules.yar', 'd/a.txt');
    const [newest, oldest] = await listed();
    expect(newest).toMatchObject({ state: 'complete', summary: { files: 1, matches: 2 }, targets: { count: 1 } });
    const { stdout } = await workspace.run('history', 'list', '--limit', '1');
    expect(stdout).toBe(
      `${newest?.scan.slice(0, 8)}  ${newest?.startedAt.slice(0, 19).replace('T', ' ')}Z  complete    ` +
        `2 matches in 1 of 1 files, 0 errors  rules.yar → ${workspace.path('d/a.txt')}\n`,
    );
    const shown = await workspace.run('history', 'show', oldest?.scan.slice(0, 8) ?? '');
    expect(matches(shown)).toHaveLength(4);
    expect(await workspace.run('history', 'show', 'no such scan')).toMatchObject({ code: 2, stdout: '' });
    expect(await workspace.run('history', 'show', '')).toMatchObject({ code: 2, stdout: '' });
  });

  it('compares two scans', async () => {
    await scan();
    await workspace.write({ 'd/a.txt': 'no', 'd/new': 'hello' });
    await scan();
    const compared = await workspace.run('history', 'compare');
    const [a, b] = [workspace.path('d/a.txt'), workspace.path('d/b.txt')];
    expect(compared).toMatchObject({
      code: 0,
      stdout: `- hello ${a}\n- large ${a}\n+ hello ${workspace.path('d/new')}\n`,
    });
    const { stdout } = await workspace.run('history', 'compare', '--all', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { new: 1, gone: 2, same: 2 },
      changes: expect.arrayContaining([{ kind: 'same', path: b, namespace: 'default', rule: 'large' }]) as unknown,
    });
  });

  it('removes scans, all that are named or none', async () => {
    await scan();
    await scan();
    const [newest, oldest] = await listed();
    expect(await workspace.run('history', 'remove', newest?.scan ?? '', 'x')).toMatchObject({ code: 2 });
    expect(await listed()).toHaveLength(2);
    expect(await workspace.run('history', 'remove', newest?.scan ?? '')).toMatchObject({ code: 0 });
    expect(await listed()).toEqual([oldest]);
  });

  it('says that there is none', async () => {
    expect(await workspace.run('history', 'list')).toMatchObject({ code: 1, stdout: '' });
    expect((await workspace.run('history', 'show')).stderr).toMatch(
      /^error: No scan is recorded in .*cryptex\.sqlite\.\n$/,
    );
  });
});

describe.skipIf(library === undefined)('cryptex store', () => {
  beforeEach(keep);
  const file = () => workspace.path('.cryptex/cryptex.sqlite');

  it('says what is in the store', async () => {
    await scan();
    const { stdout } = await workspace.run('store', 'info', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      path: file(),
      scans: 1,
      results: 2,
      spools: 0,
      retention: { scans: 200, days: 90, megabytes: 256 },
    });
    expect((await workspace.run('store', 'info')).stdout).toMatch(/^1 scans with 2 results/m);
  });

  it('finds damage, and says what became of it', async () => {
    await scan();
    await scan();
    expect(await workspace.run('store', 'check')).toMatchObject({ code: 0, stdout: `${file()} is fine\n` });
    const bytes = await readFile(file());
    await chmod(file(), 0o644);
    await writeFile(file(), bytes.subarray(0, bytes.length - 1000));
    const checked = await workspace.run('store', 'check');
    expect(checked.code).toBe(1);
    expect(checked.stderr).toContain('The copy from before the last write is used');
    expect(await listed()).toHaveLength(1);
  });

  it('vacuums, and does not make a store', async () => {
    expect(await workspace.run('store', 'vacuum')).toMatchObject({ code: 2, stdout: '' });
    expect(await workspace.run('store', 'check')).toMatchObject({ code: 2, stdout: '' });
    await scan();
    expect(await workspace.run('store', 'vacuum')).toMatchObject({ code: 0 });
    expect(await listed()).toHaveLength(1);
    expect(await readdir(workspace.path('.cryptex'))).toContain('cryptex.sqlite');
  });
});

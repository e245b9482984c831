/** Disks that are full and folders that can't be written, while scans are recorded. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScanEvent } from '../../server/src/protocol/scan.ts';
import { ScanHistory } from '../../server/src/store/scanHistory.ts';
import { Store } from '../../server/src/store/store.ts';
import { TestFolder } from './support/folder.ts';
import { record } from './support/history.ts';
import { done, match, ruleMatch, started } from './support/scanEvents.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

let test: TestFolder;
beforeEach(async () => (test = await TestFolder.create()));
afterEach(() => test.remove());

/** A file with some 50 KB of matches. */
function large(path: string): ScanEvent {
  const matches = Array.from({ length: 100 }, (_, offset) => ({ offset, length: 500, data: new Uint8Array(500) }));
  return {
    type: 'match',
    path,
    matches: [{ ...ruleMatch('a'), patterns: [{ identifier: '$a', matchCount: 100, matches }] }],
  };
}

describe('a full disk', () => {
  let disk: string;
  let mounted = false;
  beforeEach(async (context) => {
    disk = test.path('disk');
    await mkdir(disk);
    if (process.platform === 'linux' && isRoot) {
      mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]).then(
        () => true,
        () => false,
      );
    }
    if (!mounted) context.skip('a small file system can not be mounted here: that takes root on Linux');
  });
  afterEach(async () => {
    if (mounted) await run('umount', [disk]);
    mounted = false;
  });

  it('fails the record, not the scan; what was recorded stays, and what comes later is recorded again', async () => {
    await using store = new Store(join(disk, 'cryptex.sqlite'));
    let recorded = 0;
    for (; recorded < 50; recorded += 1) {
      const recording = record(store, started(String(recorded)), large('/x'), large('/y'), done());
      const failure: unknown = await recording.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) continue;
      expect(failure).toMatchObject({ name: 'StoreError', code: 'full' });
      break;
    }
    expect(recorded).toBeGreaterThan(0);
    expect(recorded).toBeLessThan(50);
    const names = Array.from({ length: recorded }, (_, scan) => String(scan));
    const history = new ScanHistory(store);
    expect((await history.list()).map(({ scan }) => scan).sort()).toEqual(names);
    // A larger disk takes what was left behind, too.
    await run('mount', ['-o', 'remount,size=8m', disk]);
    await record(store, started('later'), done());
    const found = await history.list();
    expect(found.map(({ scan }) => scan)).toEqual(expect.arrayContaining([...names, 'later']));
    expect(found.every(({ state }) => state === 'complete')).toBe(true);
    expect(await readdir(join(disk, 'cryptex.sqlite.spool'))).toEqual([]);
    expect(await store.check()).toEqual([]);
  });

  it('that is full from the start leaves nothing on it', async () => {
    await writeFile(join(disk, 'filler'), Buffer.alloc(2 << 20)).catch(() => undefined);
    await using store = new Store(join(disk, 'cryptex.sqlite'));
    const big = Array.from({ length: 5 }, (_, file) => large(String(file)));
    await expect(record(store, started('one'), ...big, done())).rejects.toMatchObject({ code: 'full' });
    const left = (await readdir(disk, { recursive: true })).filter((name) => !name.endsWith('.spool'));
    expect(left).toEqual(['filler']);
    await rm(join(disk, 'filler'));
    await record(store, started('two'), done());
    expect(await new ScanHistory(store).list()).toHaveLength(1);
  });
});

describe.skipIf(process.platform === 'win32')('a folder that can not be written', () => {
  const program = join(import.meta.dirname, 'support', 'scanner.ts');
  // Root may write anywhere.
  const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};

  it('is told as such, and what is in it can be read', async (context) => {
    const readable = await run(process.execPath, ['--check', program], nobody).catch(() => undefined);
    if (!readable) context.skip('the user nobody can not read this checkout');
    await record(test.store(), started('before'), match('/x', 'a'), done());
    await chmod(test.folder, 0o555);
    try {
      const { stdout } = await run(process.execPath, [program, test.path(), 'scan', '1'], nobody);
      expect(stdout).toBe('scan-0: read-only\n');
    } finally {
      await chmod(test.folder, 0o755);
    }
    expect(await new ScanHistory(test.store()).list()).toHaveLength(1);
  });
});

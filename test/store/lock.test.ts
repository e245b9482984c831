import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Lock } from '../../server/src/store/lock.ts';
import { rowKeys, TestFolder } from './support/folder.ts';

const writer = join(import.meta.dirname, 'support', 'writer.ts');

let test: TestFolder;
beforeEach(async () => (test = await TestFolder.create()));
afterEach(() => test.remove());

/** Starts a process that takes the lock and keeps it. */
async function holder() {
  const script = `
    import { Lock } from ${JSON.stringify(join(import.meta.dirname, '../../server/src/store/lock.ts'))};
    await Lock.acquire(${JSON.stringify(test.path('lock'))});
    console.log('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface(child.stdout), 'line');
  return child;
}

describe('the lock', () => {
  it('is held by one at a time, and passed on', async () => {
    let holders = 0;
    const seen: number[] = [];
    const hold = async () => {
      const lock = await Lock.acquire(test.path('lock'));
      holders += 1;
      await new Promise(setImmediate);
      seen.push(holders);
      holders -= 1;
      await lock[Symbol.asyncDispose]();
    };
    await Promise.all(Array.from({ length: 20 }, hold));
    expect(seen).toEqual(Array.from({ length: 20 }, () => 1));
    expect(await readdir(test.folder)).toEqual([]);
  });

  it('is not taken from a process that is alive; the message tells which', async () => {
    const child = await holder();
    try {
      await expect(Lock.acquire(test.path('lock'), { waitMilliseconds: 50 })).rejects.toMatchObject({
        code: 'locked',
        message: expect.stringContaining(`process ${child.pid}`) as string,
      });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('is taken over at once from a process that was killed, by one of those that wait', async () => {
    const child = await holder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    let holders = 0;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const lock = await Lock.acquire(test.path('lock'), { waitMilliseconds: 10_000 });
        holders += 1;
        expect(holders).toBe(1);
        await new Promise(setImmediate);
        holders -= 1;
        await lock[Symbol.asyncDispose]();
      }),
    );
    expect(await readdir(test.folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is not mistaken for that of a later process with the same id', async () => {
    const lock = await Lock.acquire(test.path('lock'));
    const record = JSON.parse(await readFile(test.path('lock'), 'utf8')) as { started: string };
    await writeFile(test.path('lock'), JSON.stringify({ ...record, started: '1@an earlier start of the machine' }));
    await using next = await Lock.acquire(test.path('lock'), { waitMilliseconds: 0 });
    expect(await lock.isHeld()).toBe(false);
    expect(await next.isHeld()).toBe(true);
  });

  it('is taken over when its creator died before it wrote who it is', async () => {
    await writeFile(test.path('lock'), '');
    await utimes(test.path('lock'), new Date(), new Date(Date.now() - 5000));
    await using lock = await Lock.acquire(test.path('lock'), { waitMilliseconds: 0 });
    expect(await lock.isHeld()).toBe(true);
  });

  it('is taken over from another host after a long time, and not before', async () => {
    const foreign = { token: '0123456789abcdef', pid: 1, started: '', host: 'elsewhere' };
    await writeFile(test.path('lock'), JSON.stringify(foreign));
    await expect(Lock.acquire(test.path('lock'), { waitMilliseconds: 0 })).rejects.toMatchObject({ code: 'locked' });
    await utimes(test.path('lock'), new Date(), new Date(Date.now() - 3_600_000));
    await using lock = await Lock.acquire(test.path('lock'), { waitMilliseconds: 0 });
    expect(await lock.isHeld()).toBe(true);
  });
});

describe('two processes that write at once', () => {
  it('1,000 rows each lose none', { timeout: 120_000 }, async () => {
    const names = ['left', 'right'];
    const exits = names.map(async (name) => {
      const child = spawn(process.execPath, [writer, test.path(), name, '1000'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return (await once(child, 'exit'))[0] as unknown;
    });
    expect(await Promise.all(exits)).toEqual([0, 0]);
    const expected = names.flatMap((name) => Array.from({ length: 1000 }, (_, row) => `${name}-${row}`));
    expect(await rowKeys(test.store())).toEqual(expected.sort());
  });
});

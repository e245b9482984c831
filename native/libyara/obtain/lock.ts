import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObtainError } from './obtainError.ts';

/**
 * Runs `work` while holding the lock file `path`, which carries the owner's process id. Other processes wait for up to
 * `patience` milliseconds; the lock of a process that is gone is taken over.
 *
 * @throws {ObtainError} `busy` when the lock stays taken, `cancelled`.
 */
export async function withLock<T>(
  path: string,
  patience: number,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const deadline = Date.now() + patience;
  while (!(await take(path))) {
    if (signal?.aborted) throw new ObtainError('cancelled', 'Cancelled while waiting for another download.');
    const owner = await ownerOf(path);
    if (owner !== undefined && !isAlive(owner)) await breakLock(path, owner);
    else if (Date.now() > deadline) {
      throw new ObtainError(
        'busy',
        `Another process (${owner ?? 'unknown'}) holds ${path}. Remove it if that is wrong.`,
      );
    } else await sleep(100);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(String(process.pid));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined while the owner is still writing its id, or when the lock has just been given back. */
async function ownerOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Two waiters may see the same dead owner: the one that renames first wins, and puts back a lock that is not that owner's. */
async function breakLock(path: string, owner: number): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await ownerOf(aside)) === owner) await rm(aside, { force: true });
  else await rename(aside, path);
}

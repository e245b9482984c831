/** Filling a folder of the cache once, whole or not at all, whoever else is at it. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { withLock } from '../../native/libyara/obtain/lock.ts';

/** Milliseconds to wait for another process that fills the same folder. */
const patience = 15 * 60_000;

/**
 * Answers `folder` when it is there; otherwise has `fill` make it in a draft beside it, and renames that.
 * So a folder that is there is complete, also after a crash or a lost connection.
 */
export async function obtainOnce(folder: string, fill: (draft: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  return withLock(`${folder}.lock`, patience, undefined, async () => {
    if (existsSync(folder)) return folder;
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    try {
      await fill(draft);
      await rename(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return folder;
  });
}

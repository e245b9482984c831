/** The file of a database: read whole, replaced whole. */
import { copyFile, link, mkdir, open, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileError } from './storeError.ts';

export interface FileContent {
  readonly bytes: Uint8Array;
  readonly generation: string;
}

/** Where the first page of SQLite's format keeps a counter that grows with each transaction. */
const changeCounter = { offset: 24, length: 4 };

/** What tells one content of the file from another, without reading all of it. `undefined` when there is no file. */
export async function generationOf(path: string): Promise<string | undefined> {
  return await withFile(path, async (file) => {
    const { size, mtimeNs, ino } = await file.stat({ bigint: true });
    const counter = new Uint8Array(changeCounter.length);
    await file.read(counter, 0, counter.length, changeCounter.offset);
    return generation(ino, size, mtimeNs, counter);
  });
}

/** @throws StoreError `unreadable`. */
export async function readDatabase(path: string): Promise<FileContent | undefined> {
  return await withFile(path, async (file) => {
    const bytes = await file.readFile();
    const { size, mtimeNs, ino } = await file.stat({ bigint: true });
    const { offset, length } = changeCounter;
    return { bytes, generation: generation(ino, size, mtimeNs, bytes.subarray(offset, offset + length)) };
  });
}

/** Where the content before the last one is kept. */
export function previousPath(path: string): string {
  return `${path}.previous`;
}

/**
 * Replaces the content of `path` so that there is always one whole file of that name, the old or the new, also when the
 * process or the machine stops in between. The old one is kept as {@link previousPath}. The caller holds the lock.
 *
 * @returns the generation of what was written, which is on the disk by then.
 * @throws StoreError `full`, `read-only` or `unwritable`; the file is then as it was.
 */
export async function replaceDatabase(path: string, bytes: Uint8Array): Promise<string> {
  const fresh = `${path}.new`;
  try {
    // Left over from a writer that was killed, or planted: never written through.
    await rm(fresh, { force: true });
    const written = await writeWhole(fresh, bytes);
    await keepPrevious(path);
    await renameOver(fresh, path);
    await syncFolder(dirname(path));
    return written;
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw fileError(error, path, 'write');
  }
}

/** Gives a damaged file another name. @returns that name. */
export async function setAside(path: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  for (let count = 1; ; count += 1) {
    const aside = `${path}.damaged-${stamp}${count === 1 ? '' : `-${count}`}`;
    if (await exists(aside)) continue;
    try {
      await rename(path, aside);
    } catch (error) {
      throw fileError(error, path, 'write');
    }
    return aside;
  }
}

/**
 * Makes the folder of the database. A `.cryptex` folder that is made in somebody's workspace tells git to leave the database
 * alone.
 *
 * @throws StoreError
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    const made = await mkdir(folder, { recursive: true });
    if (made === undefined || basename(folder) !== '.cryptex') return;
    await writeFile(join(folder, '.gitignore'), `/.gitignore\n/${basename(path)}*\n`, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw fileError(error, path, 'write');
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<string> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
    const { size, mtimeNs, ino } = await file.stat({ bigint: true });
    const { offset, length } = changeCounter;
    return generation(ino, size, mtimeNs, bytes.subarray(offset, offset + length));
  } finally {
    await file.close();
  }
}

/** A second name for the old content costs nothing; where the file system has none, it is copied. */
async function keepPrevious(path: string): Promise<void> {
  if (!(await exists(path))) return;
  const keeping = `${previousPath(path)}.new`;
  await rm(keeping, { force: true });
  try {
    await link(path, keeping);
  } catch {
    await copyFile(path, keeping);
  }
  await rename(keeping, previousPath(path));
}

/** On Windows a reader or a virus scanner that has the file open is in the way, for a moment. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (process.platform !== 'win32' || attempt === 10) throw error;
      await setTimeout(10 * attempt);
    }
  }
}

/** A new name is on the disk when its folder is. Windows can't open folders, and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw fileError(error, path, 'read');
  }
  try {
    return await use(file);
  } catch (error) {
    throw fileError(error, path, 'read');
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function generation(ino: bigint, size: bigint, mtimeNs: bigint, counter: Uint8Array): string {
  return `${ino}:${size}:${mtimeNs}:${Buffer.from(counter).toString('hex')}`;
}

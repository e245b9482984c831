/** Finds the files of a scan: asynchronous, in batches, each real folder once, nothing but regular files. */
import { lstat, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file to scan, or a place that could not be looked into. */
export type Found =
  | { readonly type: 'file'; readonly path: string; readonly bytes: number }
  | { readonly type: 'unreadable'; readonly path: string; readonly message: string };

export interface WalkOptions {
  /** Whether folders below a target are entered. */
  readonly recursive: boolean;
  /** Whether links inside a folder are followed. A target is always followed: it was named. */
  readonly followLinks: boolean;
  readonly signal: AbortSignal;
}

/** Entries examined at once: enough to hide the latency of a network folder, few enough for libuv's pool. */
const batchSize = 64;

/**
 * Yields what is found below `targets`, a batch at a time; a slow consumer holds the walk back.
 *
 * Links to files are files of their own, as for `yara`. Links to folders wait until all real folders are known, so
 * that a folder reached in both ways is always reported under its real path; each is entered once, which also ends
 * cycles. FIFOs, sockets and devices are never opened. Stops quietly when `signal` is aborted.
 */
export async function* walk(targets: readonly string[], options: WalkOptions): AsyncGenerator<readonly Found[]> {
  const folders: string[] = [];
  const links: string[] = [];
  const entered = new Set<string>();
  for (const target of targets) {
    const found = await lookAtTarget(target);
    if (found === 'folder') folders.push(target);
    else yield [found];
  }
  folders.reverse();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop() ?? links.shift()) {
    if (options.signal.aborted) return;
    if (await isNew(folder, entered)) yield* readFolder(folder, options, folders, links);
  }
}

async function lookAtTarget(path: string): Promise<Found | 'folder'> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return 'folder';
    if (stats.isFile()) return { type: 'file', path, bytes: stats.size };
    return { type: 'unreadable', path, message: 'neither a regular file nor a folder' };
  } catch (error) {
    return unreadable(path, error);
  }
}

/** Whether the folder has not been entered yet. A folder that can't be examined is new: reading it gives the reason. */
async function isNew(folder: string, entered: Set<string>): Promise<boolean> {
  try {
    // Windows' file identifiers do not fit in a double.
    const { dev, ino } = await stat(folder, { bigint: true });
    const identity = `${String(dev)}:${String(ino)}`;
    if (entered.has(identity)) return false;
    entered.add(identity);
    return true;
  } catch {
    return true;
  }
}

async function* readFolder(
  folder: string,
  options: WalkOptions,
  folders: string[],
  links: string[],
): AsyncGenerator<readonly Found[]> {
  const examine = async (entry: Dirent): Promise<Found | undefined> => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return sizeOf(path);
    if (entry.isDirectory() && options.recursive) folders.push(path);
    if (!entry.isSymbolicLink() || !options.followLinks) return undefined;
    return followLink(path, () => options.recursive && links.push(path));
  };
  try {
    // An `opendir` would hold fewer entries, and costs three times as much for each.
    const entries = await readdir(folder, { withFileTypes: true });
    for (let index = 0; index < entries.length && !options.signal.aborted; index += batchSize) {
      const batch = entries.slice(index, index + batchSize);
      yield (await Promise.all(batch.map(examine))).filter((found) => found !== undefined);
    }
  } catch (error) {
    yield [unreadable(folder, error)];
  }
}

/** With a callback: for a hundred thousand files the promises of `fs/promises` cost seconds. */
async function sizeOf(path: string): Promise<Found> {
  return new Promise((resolve) => {
    lstat(path, (error, stats) => resolve(error ? unreadable(path, error) : { type: 'file', path, bytes: stats.size }));
  });
}

async function followLink(path: string, onFolder: () => void): Promise<Found | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return { type: 'file', path, bytes: stats.size };
    if (stats.isDirectory()) onFolder();
    return undefined;
  } catch (error) {
    // A link to nothing, or to itself, names no file: system folders are full of them.
    return ['ENOENT', 'ELOOP', 'ENOTDIR'].includes(errorCode(error)) ? undefined : unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Found {
  return { type: 'unreadable', path, message: describe(error) };
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The reason without Node's repetition of the system call and the path: "permission denied". */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return /^[A-Z]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message;
}

/** Finds the files of a scan: asynchronous, in batches, each real folder once, nothing but regular files. */
import { lstat, type Dirent, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathOf, systemPath } from '../common/bytePaths.ts';
import { excluder, type Excluded } from './exclude.ts';

/** A file to scan. */
export interface FoundFile {
  readonly type: 'file';
  /** See {@link pathOf}. */
  readonly path: string;
  readonly bytes: number;
  /** Names the file itself, which may have several paths; absent where the system's number does not fit. */
  readonly identity?: string;
  /** When its content, and when anything about it was changed last: milliseconds with fractions. */
  readonly modified: number;
  readonly changed: number;
}

/** A file to scan, one that is too large, or a place that could not be looked into. */
export type Found =
  | FoundFile
  | { readonly type: 'skipped'; readonly path: string }
  | { readonly type: 'unreadable'; readonly path: string; readonly message: string };

export interface WalkOptions {
  /** Whether folders below a target are entered. */
  readonly recursive: boolean;
  /** How many levels of folders below a target are entered; all when absent. */
  readonly depth?: number | undefined;
  /** Whether links inside a folder are followed. A target is always followed: it was named. */
  readonly followLinks: boolean;
  /** Globs; see {@link excluder}. */
  readonly exclude?: readonly string[] | undefined;
  /** Larger files are skipped. */
  readonly maxBytes?: number | undefined;
  readonly signal: AbortSignal;
}

/** Entries examined at once: enough to hide the latency of a network folder, few enough for libuv's pool. */
const batchSize = 64;

interface Folder {
  readonly path: string;
  /** The target that it was found below. */
  readonly target: string;
  /** Levels below the target. */
  readonly level: number;
}

/**
 * Yields what is found below `targets`, a batch at a time; a slow consumer holds the walk back.
 *
 * Links to files are files of their own, as for `yara`. Links to folders wait until all real folders are known, so
 * that a folder reached in both ways is always reported under its real path; each is entered once, which also ends
 * cycles. FIFOs, sockets and devices are never opened. Stops quietly when `signal` is aborted.
 */
export async function* walk(targets: readonly string[], options: WalkOptions): AsyncGenerator<readonly Found[]> {
  yield* new Walk(options).run(targets);
}

class Walk {
  readonly #options: WalkOptions;
  readonly #excluded: Excluded;
  readonly #levels: number;
  readonly #folders: Folder[] = [];
  readonly #links: Folder[] = [];
  readonly #entered = new Set<string>();

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#excluded = excluder(options.exclude ?? []);
    this.#levels = options.recursive ? (options.depth ?? Infinity) : 0;
  }

  async *run(targets: readonly string[]): AsyncGenerator<readonly Found[]> {
    const { signal } = this.#options;
    for (let index = 0; index < targets.length && !signal.aborted; index += batchSize) {
      const batch = targets.slice(index, index + batchSize);
      const found = await Promise.all(batch.map((target) => this.#lookAtTarget(target)));
      yield found.filter((item) => item !== undefined && item.type !== 'folder');
      for (const item of found) if (item?.type === 'folder') this.#folders.push(item.folder);
    }
    this.#folders.reverse();
    for (let folder = this.#next(); folder && !signal.aborted; folder = this.#next()) {
      if (await this.#isNew(folder.path)) yield* this.#readFolder(folder);
    }
  }

  #next(): Folder | undefined {
    return this.#folders.pop() ?? this.#links.shift();
  }

  async #lookAtTarget(path: string): Promise<Found | { type: 'folder'; folder: Folder } | undefined> {
    if (this.#excluded(path, path)) return undefined;
    try {
      const stats = await stat(systemPath(path));
      if (stats.isDirectory()) return { type: 'folder', folder: { path, target: path, level: 0 } };
      if (stats.isFile()) return this.#file(path, stats);
      return { type: 'unreadable', path, message: 'neither a regular file nor a folder' };
    } catch (error) {
      return unreadable(path, error);
    }
  }

  /** Whether the folder has not been entered yet. One that can't be examined is new: reading it gives the reason. */
  async #isNew(folder: string): Promise<boolean> {
    try {
      // Windows' file identifiers do not fit in a double.
      const { dev, ino } = await stat(systemPath(folder), { bigint: true });
      const identity = `${String(dev)}:${String(ino)}`;
      if (this.#entered.has(identity)) return false;
      this.#entered.add(identity);
      return true;
    } catch {
      return true;
    }
  }

  async *#readFolder(folder: Folder): AsyncGenerator<readonly Found[]> {
    try {
      const entries = await entriesOf(folder.path);
      for (let index = 0; index < entries.length && !this.#options.signal.aborted; index += batchSize) {
        const batch = entries.slice(index, index + batchSize);
        const found = await Promise.all(batch.map((entry) => this.#examine(folder, entry)));
        yield found.filter((item) => item !== undefined);
      }
    } catch (error) {
      yield [unreadable(folder.path, error)];
    }
  }

  async #examine({ path: parent, target, level }: Folder, entry: Dirent): Promise<Found | undefined> {
    const path = join(parent, entry.name);
    const below = { path, target, level: level + 1 };
    const enter = level < this.#levels;
    if (this.#excluded(path, target)) return undefined;
    if (entry.isFile()) return this.#lookAtFile(path);
    if (entry.isDirectory()) {
      if (enter) this.#folders.push(below);
      return undefined;
    }
    if (!entry.isSymbolicLink() || !this.#options.followLinks) return undefined;
    return this.#followLink(path, () => enter && this.#links.push(below));
  }

  /** With a callback: for a hundred thousand files the promises of `fs/promises` cost seconds. */
  async #lookAtFile(path: string): Promise<Found> {
    return new Promise((resolve) => {
      lstat(systemPath(path), (error, stats) => resolve(error ? unreadable(path, error) : this.#file(path, stats)));
    });
  }

  async #followLink(path: string, onFolder: () => void): Promise<Found | undefined> {
    try {
      const stats = await stat(systemPath(path));
      if (stats.isFile()) return this.#file(path, stats);
      if (stats.isDirectory()) onFolder();
      return undefined;
    } catch (error) {
      // A link to nothing, or to itself, names no file: system folders are full of them.
      return ['ENOENT', 'ELOOP', 'ENOTDIR'].includes(errorCode(error)) ? undefined : unreadable(path, error);
    }
  }

  #file(path: string, stats: Stats): Found {
    const { maxBytes = Infinity } = this.#options;
    if (stats.size > maxBytes) return { type: 'skipped', path };
    const { dev, ino, size, mtimeMs, ctimeMs } = stats;
    const identity = Number.isSafeInteger(ino) && ino > 0 ? { identity: `${dev}:${ino}` } : {};
    return { type: 'file', path, bytes: size, ...identity, modified: mtimeMs, changed: ctimeMs };
  }
}

/** An `opendir` would hold fewer entries, and costs three times as much for each. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(systemPath(folder), { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes('\ufffd'))) return entries;
  // Names that are not UTF-8 have lost their bytes; asking for bytes at once would make every folder dearer.
  const exact = await readdir(systemPath(folder), { withFileTypes: true, encoding: 'buffer' });
  return exact.map((entry) => Object.assign(Object.create(entry) as Dirent, { name: pathOf(entry.name) }));
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

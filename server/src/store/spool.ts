/**
 * A spool: lines that are appended to a file beside the database, until they are folded into it.
 *
 * Each line begins with a checksum, so that one that was not written whole is recognised. The process that writes a spool
 * holds the lock beside it, by which others tell whether that process is still there.
 */
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeFolder } from './databaseFile.ts';
import { Lock, type LockOptions } from './lock.ts';
import { StoreError } from './storeError.ts';

/** Lines are written when there are so many characters, or after this time. */
const batchSize = 1 << 16;
const batchMilliseconds = 100;
/** With so many characters waiting, whoever appends is asked to wait. */
const waitingSize = 8 << 20;
/** In bytes; a longer line counts as damaged. */
export const longestLine = 32 << 20;

/** Held for as long as a scan runs; another host's process can only be judged by time. */
const lockOptions: LockOptions = { waitMilliseconds: 0, abandonedMilliseconds: 30 * 24 * 3_600_000 };

const extension = '.ndjson';

/** The folder with the spools of the database at `storePath`. */
export function spoolFolder(storePath: string): string {
  return `${storePath}.spool`;
}

/** A spool while it is written. */
export class Spool implements AsyncDisposable {
  readonly path: string;
  /** Characters so far. */
  size = 0;
  readonly #opened: Promise<{ readonly file: FileHandle; readonly lock: Lock }>;
  #lines: string[] = [];
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();
  /** Why the file could not be made or written; then no more is. */
  #failure: { readonly error: unknown } | undefined;

  /** @param name without anything that means something in a path. */
  constructor(storePath: string, name: string) {
    this.path = join(spoolFolder(storePath), name + extension);
    this.#opened = create(storePath, this.path);
    this.#opened.catch((error: unknown) => (this.#failure ??= { error }));
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Takes a line. The promise, if there is one, resolves when it is time for more. What fails is told by {@link sync}. */
  append(line: string): Promise<void> | undefined {
    if (this.#failure) return undefined;
    const text = `${checksum(line)} ${line}\n`;
    this.#lines.push(text);
    this.size += text.length;
    this.#waiting += text.length;
    if (this.#waiting < batchSize) this.#timer ??= setTimeout(() => this.#write(), batchMilliseconds);
    else this.#write();
    return this.#waiting > waitingSize ? this.#written : undefined;
  }

  /** Resolves when all lines are on the disk. @throws what the file system says. */
  async sync(): Promise<void> {
    this.#write();
    await this.#written;
    if (this.#failure) throw this.#failure.error;
    const { file } = await this.#opened;
    await file.sync();
  }

  /** Deletes the file: its lines are in the database, or not wanted. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /** Lets go of the file. Where it still is, the next writer of the database folds it. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#written;
    const opened = await this.#opened.catch(() => undefined);
    await opened?.file.close();
    await opened?.lock[Symbol.asyncDispose]();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#lines.join('');
    if (text === '') return;
    this.#lines = [];
    this.#written = this.#written.then(async () => {
      try {
        const { file } = await this.#opened;
        if (!this.#failure) await file.appendFile(text);
      } catch (error) {
        this.#failure ??= { error };
      }
      this.#waiting -= text.length;
    });
  }
}

async function create(storePath: string, path: string): Promise<{ file: FileHandle; lock: Lock }> {
  await makeFolder(storePath);
  await mkdir(spoolFolder(storePath), { recursive: true });
  const lock = await Lock.acquire(lockPath(path), lockOptions);
  try {
    return { file: await open(path, 'wx', 0o600), lock };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/** The spools beside a database, whether or not their processes live. */
export async function spoolsOf(storePath: string): Promise<{ readonly path: string; readonly bytes: number }[]> {
  const spools: { path: string; bytes: number }[] = [];
  for (const name of await fileNames(spoolFolder(storePath))) {
    if (!name.endsWith(extension)) continue;
    const path = join(spoolFolder(storePath), name);
    const bytes = (await lstat(path).catch(() => undefined))?.size;
    if (bytes !== undefined) spools.push({ path, bytes });
  }
  return spools;
}

/** A spool whose process has ended. The lock is this process's now. */
export interface AbandonedSpool {
  readonly path: string;
  readonly lock: Lock;
}

/** Takes over the spools that dead processes have left. Whoever asks removes the files and releases the locks. */
export async function takeAbandoned(storePath: string): Promise<AbandonedSpool[]> {
  const folder = spoolFolder(storePath);
  const names = await fileNames(folder);
  // A lock without a spool is taken over too: releasing it removes it.
  const spools = new Set(names.flatMap((name) => /^[\w-]+\.ndjson(?=$|\.lock$)/.exec(name) ?? []));
  const taken: AbandonedSpool[] = [];
  for (const name of [...spools].sort()) {
    const path = join(folder, name);
    const lock = await tryLock(lockPath(path));
    if (lock) taken.push({ path, lock });
  }
  return taken;
}

async function fileNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** `undefined` while its holder lives, and where no lock can be made. */
async function tryLock(path: string): Promise<Lock | undefined> {
  try {
    return await Lock.acquire(path, lockOptions);
  } catch (error) {
    if (error instanceof StoreError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

/**
 * The lines of a spool, `undefined` for each that is damaged: not written whole, changed, or too long. Nothing of what is
 * no regular file.
 */
export async function* readSpool(path: string): AsyncGenerator<string | undefined, void> {
  if (!(await lstat(path).catch(() => undefined))?.isFile()) return;
  // Windows has no such flags, and `|` takes what is undefined as 0.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    let parts: Buffer[] = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        parts.push(bytes.subarray(start, end));
        yield length + end - start > longestLine ? undefined : whole(Buffer.concat(parts));
        parts = [];
        length = 0;
        start = end + 1;
      }
      length += bytes.length - start;
      // A line that is too long is not kept while its end is looked for.
      if (length > longestLine) parts = [];
      else parts.push(bytes.subarray(start));
    }
    if (length > 0) yield undefined;
  } finally {
    await file.close();
  }
}

function whole(line: Buffer): string | undefined {
  const text = line.toString('utf8', 9);
  return line.toString('latin1', 0, 9) === `${checksum(text)} ` ? text : undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

function lockPath(path: string): string {
  return `${path}.lock`;
}

/**
 * One writer at a time, across processes.
 *
 * The lock is a file that only one process can create, with the holder's process in it. It needs no heartbeat, which a
 * holder in the midst of a long call could not give: whoever waits looks whether the holder still runs. A lock that
 * its holder left behind is removed by the one process that holds the lock on doing so, a lock of the same kind.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { open, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { StoreError } from './storeError.ts';

const Holder = v.object({
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** What tells this process from a later one with the same id; empty where the system does not say. */
  started: v.string(),
  /** Where the id means something: the host, and the namespace of ids in it. */
  host: v.string(),
});
type Holder = v.InferOutput<typeof Holder>;

interface Found {
  /** Absent while its creator has not written it yet, and for ever if it died before. */
  readonly holder: Holder | undefined;
  /** Changes with each lock. */
  readonly token: string;
  readonly ageMilliseconds: number;
}

export interface LockOptions {
  /** How long to wait for a holder that is alive. */
  readonly waitMilliseconds?: number;
  /**
   * A lock of this age is taken over, whoever holds it: it is held for moments, and the holder may run on another host
   * or its id belong to another process by now.
   */
  readonly abandonedMilliseconds?: number;
}

/** How long a lock may be without content until its creator counts as dead. */
const unwrittenMilliseconds = 2000;

export class Lock implements AsyncDisposable {
  readonly #path: string;
  readonly #token: string;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
  }

  /**
   * Waits for the lock at `path`; its folder must exist.
   *
   * @throws StoreError `locked` when a living process keeps it, and what the file system says when the file can't be made.
   */
  static async acquire(path: string, options: LockOptions = {}): Promise<Lock> {
    const { waitMilliseconds = 30_000, abandonedMilliseconds = 600_000 } = options;
    const deadline = performance.now() + waitMilliseconds;
    for (let pause = 1; ; pause = Math.min(pause * 1.5, 25)) {
      const lock = await Lock.#create(path);
      if (lock) return lock;
      const found = await read(path);
      if (found === undefined) continue;
      if (isStale(found, abandonedMilliseconds)) {
        await Lock.#break(path, found.token, options);
        continue;
      }
      if (performance.now() > deadline) {
        const who = found.holder ? `process ${found.holder.pid} on ${found.holder.host}` : 'another process';
        const seconds = Math.round(found.ageMilliseconds / 1000);
        throw new StoreError(
          'locked',
          `${who} has been writing to the store for ${seconds} s. Try again later; if there is no such process any more, delete ${path}.`,
        );
      }
      // Some chance in it, so that two that wait do not meet each time.
      await setTimeout(pause * (0.5 + Math.random()));
    }
  }

  static async #create(path: string): Promise<Lock | undefined> {
    const token = randomBytes(8).toString('hex');
    let file: FileHandle;
    try {
      file = await open(path, 'wx');
    } catch (error) {
      if (isCode(error, 'EEXIST')) return undefined;
      throw error;
    }
    try {
      await file.writeFile(JSON.stringify({ token, ...thisProcess() } satisfies Holder));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return new Lock(path, token);
  }

  /** Removes the lock that was found stale, unless somebody else has by now. */
  static async #break(path: string, token: string, options: LockOptions): Promise<void> {
    const right = await Lock.acquire(`${path}.${token}`, options);
    try {
      if ((await read(path))?.token === token) await rm(path, { force: true });
    } finally {
      await right[Symbol.asyncDispose]();
    }
  }

  /** False when the lock was taken over, as from a process that was stopped for long. */
  async isHeld(): Promise<boolean> {
    return (await read(this.#path))?.token === this.#token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (await this.isHeld()) await rm(this.#path, { force: true });
  }
}

async function read(path: string): Promise<Found | undefined> {
  try {
    const { mtimeMs, ino } = await stat(path);
    const ageMilliseconds = Date.now() - mtimeMs;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Holder), await readFile(path, 'utf8'));
    const holder = parsed.success ? parsed.output : undefined;
    return { holder, token: holder?.token ?? `${ino}-${Math.round(mtimeMs)}`, ageMilliseconds };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isStale({ holder, ageMilliseconds }: Found, abandonedMilliseconds: number): boolean {
  if (ageMilliseconds > abandonedMilliseconds) return true;
  if (holder === undefined) return ageMilliseconds > unwrittenMilliseconds;
  if (holder.host !== thisProcess().host) return false;
  return !isAlive(holder.pid) || (holder.started !== '' && holder.started !== startOf(holder.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else's is alive too.
    return !isCode(error, 'ESRCH');
  }
}

let own: Omit<Holder, 'token'> | undefined;

function thisProcess(): Omit<Holder, 'token'> {
  own ??= { pid: process.pid, started: startOf(process.pid), host: `${hostname()}${pidNamespace()}` };
  return own;
}

/** When a process began, in the kernel's ticks since this start of the machine. Linux only; empty elsewhere. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the name in parentheses, which may contain anything; the start is field 22.
    const start = text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
    return start === undefined ? '' : `${start}@${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`;
  } catch {
    return '';
  }
}

/** Containers may share a host name and a folder, but not their process ids. */
function pidNamespace(): string {
  try {
    return ` ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

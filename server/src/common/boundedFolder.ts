import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError, messageOf } from './errors.ts';

/** Files younger than this are left alone: a scan of another process may be about to load them. */
const inUse = 60 * 60 * 1000;

/** A folder of files that can be made again, readable by its user only and bounded in size. */
export class BoundedFolder {
  readonly #folder: string;
  readonly #limit: number;

  /** `folder` is absolute, `limit` in bytes. */
  constructor(folder: string, limit: number) {
    this.#folder = folder;
    this.#limit = limit;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** @throws {EngineError} `unwritable` */
  async create(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw new EngineError('unwritable', `${this.#folder} can't be created: ${messageOf(error)}`, { cause: error });
    });
  }

  /** Whoever reads the file finds all of it or nothing. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    const temporary = this.path(`${name}.${process.pid}.tmp`);
    try {
      await writeFile(temporary, content, { mode: 0o600 });
      await rename(temporary, this.path(name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw new EngineError('unwritable', `${this.path(name)} can't be written: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Marks files as used now. */
  async touch(...names: readonly string[]): Promise<void> {
    const now = new Date();
    await Promise.allSettled(names.map(async (name) => utimes(this.path(name), now, now)));
  }

  /** Removes the least recently used files until the rest is within the limit. */
  async prune(): Promise<void> {
    const names = await readdir(this.#folder);
    const files = await Promise.all(
      names.map(async (name) => {
        const stats = await stat(this.path(name)).catch(() => undefined);
        return { name, size: stats?.size ?? 0, used: stats?.mtimeMs ?? 0 };
      }),
    );
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size, used } of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.#limit || used > Date.now() - inUse) break;
      await rm(this.path(name), { force: true });
      total -= size;
    }
  }
}

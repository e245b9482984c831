/**
 * The database of results, shared by all processes: a plain SQLite file, of which each process has a copy in memory.
 *
 * A read uses the copy, after a look at whether another process has written. A write takes the lock, works on the newest
 * content, and replaces the file; what was written is on the disk when the promise resolves.
 */
import type { Kysely } from 'kysely';
import { stat } from 'node:fs/promises';
import { generationOf, makeFolder, previousPath, readDatabase, replaceDatabase, setAside } from './databaseFile.ts';
import { Lock, type LockOptions } from './lock.ts';
import { damaged, isDamage, MemoryDatabase } from './memoryDatabase.ts';
import type { Migration } from './migrations/migrations.ts';
import { loadSqlite } from './sqlite.ts';
import { fileError, StoreError } from './storeError.ts';
import type { Tables } from './tables.ts';

export interface StoreOptions extends LockOptions {
  /** Told once each when something is not as it should be and the store goes on: a sentence for a person. */
  readonly onNotice?: (message: string) => void;
  readonly migrations?: readonly Migration[];
}

/** What a read or a write works on. */
export interface StoreQueries {
  readonly queries: Kysely<Tables>;
  /** Runs one statement with many rows of parameters, much faster than as many queries. */
  readonly runMany: (sql: string, rows: Iterable<readonly unknown[]>) => void;
}

interface Edit {
  readonly run: (database: MemoryDatabase) => Promise<void>;
  readonly saved: () => void;
  readonly failed: (error: unknown) => void;
}

export class Store implements AsyncDisposable {
  readonly path: string;
  readonly #options: StoreOptions;
  /** The copy in memory, and which content of the file it is. */
  #current: { readonly database: MemoryDatabase; readonly generation: string | undefined } | undefined;
  /** Whatever runs now; the next one waits for it. */
  #turn: Promise<unknown> = Promise.resolve();
  #edits: Edit[] = [];

  /** Nothing is read or created before the first read or write. `path` is absolute. */
  constructor(path: string, options: StoreOptions = {}) {
    this.path = path;
    this.#options = options;
  }

  /** The lock of writers; whoever removes files that lie beside the database holds it too. */
  get lockPath(): string {
    return `${this.path}.lock`;
  }

  /**
   * Runs `query` on what is in the file now. A file that does not exist reads as empty, and is not created.
   *
   * @throws StoreError
   */
  async read<T>(query: (database: StoreQueries) => Promise<T>): Promise<T> {
    return await this.#next(async () => {
      const database = await this.#fresh();
      try {
        return await query(queriesOf(database));
      } catch (error) {
        if (!isDamage(error)) throw error;
        this.#forget();
        return await query(queriesOf(await this.#recover(error.message)));
      }
    });
  }

  /**
   * Runs `edit` as a transaction on the newest content, alone among all processes, and resolves when it is on the disk.
   * Edits that are asked for while one is under way are written together. An edit that throws changes nothing.
   *
   * @throws StoreError; what `edit` throws
   */
  async write<T>(edit: (database: StoreQueries) => Promise<T>): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      let answer: T;
      const run = async (database: MemoryDatabase) => {
        answer = await edit(queriesOf(database));
      };
      this.#edits.push({ run, saved: () => resolve(answer), failed: reject });
      if (this.#edits.length === 1) void this.#next(() => this.#writeEdits());
    });
  }

  /** Rewrites the file without the space that removed rows have left. @throws StoreError */
  async vacuum(): Promise<void> {
    await this.#next(() =>
      this.#locked(async (lock) => {
        const database = await this.#fresh(lock);
        database.run('VACUUM');
        await this.#save(database, lock);
      }),
    );
  }

  /** What SQLite finds wrong with the file; empty when it is fine. @throws StoreError */
  async check(): Promise<string[]> {
    return await this.#next(async () => {
      const database = await this.#fresh();
      const problems = database.column('PRAGMA integrity_check').map(String);
      const orphans = database
        .column('PRAGMA foreign_key_check')
        .map((table) => `a row of ${String(table)} is orphaned`);
      return [...problems.filter((problem) => problem !== 'ok'), ...orphans];
    });
  }

  /** Waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#next(() => Promise.resolve());
    this.#forget();
  }

  /** One thing at a time in this process, in the order of the calls. */
  async #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #writeEdits(): Promise<void> {
    const edits: Edit[] = [];
    try {
      await this.#locked(async (lock) => {
        const database = await this.#fresh(lock);
        edits.push(...this.#edits.splice(0));
        const done = await this.#apply(edits, database, lock);
        if (done.length > 0) await this.#save(this.#current?.database ?? database, lock);
        for (const edit of done) edit.saved();
      });
    } catch (error) {
      // The copy in memory has what is not on the disk.
      this.#forget();
      for (const edit of [...edits, ...this.#edits.splice(0)]) edit.failed(this.#told(error));
    }
  }

  /** @returns the edits that did not throw. */
  async #apply(edits: readonly Edit[], database: MemoryDatabase, lock: Lock, again = true): Promise<Edit[]> {
    const done: Edit[] = [];
    for (const edit of edits) {
      try {
        database.run('SAVEPOINT edit');
        await edit.run(database);
        database.run('RELEASE edit');
        done.push(edit);
      } catch (error) {
        if (isDamage(error) && again) {
          this.#forget();
          return await this.#apply(edits, await this.#recover(error.message, lock), lock, false);
        }
        if (isDamage(error)) throw error;
        database.run('ROLLBACK TO edit; RELEASE edit');
        edit.failed(error);
      }
    }
    return done;
  }

  async #save(database: MemoryDatabase, lock: Lock): Promise<void> {
    const bytes = database.toBytes();
    if (!(await lock.isHeld())) {
      throw new StoreError('locked', `Another process has taken over the lock of the store ${this.path}. Try again.`);
    }
    this.#current = { database, generation: await replaceDatabase(this.path, bytes) };
  }

  async #locked<T>(work: (lock: Lock) => Promise<T>): Promise<T> {
    await makeFolder(this.path);
    let lock: Lock;
    try {
      lock = await Lock.acquire(this.lockPath, this.#options);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
    try {
      return await work(lock);
    } catch (error) {
      this.#forget();
      throw error;
    } finally {
      await lock[Symbol.asyncDispose]();
    }
  }

  /** The copy in memory, read anew if another process has written. `lock` when this process holds it. */
  async #fresh(lock?: Lock): Promise<MemoryDatabase> {
    if (this.#current && this.#current.generation === (await generationOf(this.path))) return this.#current.database;
    this.#forget();
    const file = await readDatabase(this.path);
    if (file?.bytes.length === 0 && (await stat(previousPath(this.path)).catch(() => undefined))) {
      return await this.#recover('it is empty', lock);
    }
    try {
      const database = await this.#open(file?.bytes);
      this.#current = { database, generation: file?.generation };
      return database;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'damaged') throw error;
      return await this.#recover(error.message, lock);
    }
  }

  /** Sets the damaged file aside, and goes on with the content before it, or with nothing. */
  async #recover(reason: string, held?: Lock): Promise<MemoryDatabase> {
    if (!held) return await this.#locked((lock) => this.#recover(reason, lock));
    // Another process may have done so while this one waited for the lock.
    const file = await readDatabase(this.path);
    if (file && (await this.#isSound(file.bytes))) return await this.#fresh(held);
    const aside = file ? await setAside(this.path) : undefined;
    const previous = await readDatabase(previousPath(this.path));
    const sound = previous !== undefined && (await this.#isSound(previous.bytes));
    const database = await this.#open(sound ? previous.bytes : undefined);
    await this.#save(database, held);
    const instead = sound
      ? 'The copy from before the last write is used'
      : 'There is no good copy: the store starts anew';
    const kept = aside === undefined ? '' : ` It is kept as ${aside}.`;
    this.#options.onNotice?.(`The store ${this.path} was damaged (${reason}).${kept} ${instead}.`);
    return database;
  }

  async #isSound(bytes: Uint8Array): Promise<boolean> {
    try {
      using database = await this.#open(bytes);
      return bytes.length > 0 && database.column('PRAGMA quick_check')[0] === 'ok';
    } catch (error) {
      if (isDamage(error) || (error instanceof StoreError && error.code === 'damaged')) return false;
      throw error;
    }
  }

  async #open(bytes: Uint8Array | undefined): Promise<MemoryDatabase> {
    return await MemoryDatabase.open(await loadSqlite(), this.path, bytes, this.#options.migrations);
  }

  #forget(): void {
    this.#current?.database[Symbol.dispose]();
    this.#current = undefined;
  }

  #told(error: unknown): unknown {
    if (isDamage(error)) return damaged(this.path, error.message, error);
    if (error instanceof RangeError || (error instanceof Error && /out of memory|disk is full/.test(error.message))) {
      return new StoreError(
        'full',
        `The store ${this.path} has grown too large for memory. Name another file with --store or CRYPTEX_STORE.`,
        {
          cause: error,
        },
      );
    }
    return error;
  }
}

function queriesOf(database: MemoryDatabase): StoreQueries {
  return { queries: database.queries, runMany: (sql, rows) => database.runMany(sql, rows) };
}

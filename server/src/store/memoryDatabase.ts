/** A database in memory: opened from the bytes of a file, brought to the newest version, and turned into bytes again. */
import { Kysely } from 'kysely';
import type { Database, SqlJsStatic, Statement } from 'sql.js';
import { sqliteDialect, sqlValue } from './dialect.ts';
import { migrations, type Migration } from './migrations/migrations.ts';
import { StoreError } from './storeError.ts';
import type { Tables } from './tables.ts';

/** Says in the file's header whose database it is: "CRYX". */
const applicationId = 0x43525958;

/** 4 MB of them. */
const manyPages = 1024;

export class MemoryDatabase implements Disposable {
  readonly queries: Kysely<Tables>;
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
    this.queries = new Kysely<Tables>({ dialect: sqliteDialect(() => database) });
  }

  /**
   * Opens `bytes`, or a new database without them, and applies the migrations that it lacks, in memory.
   *
   * @param path names the database in messages.
   * @throws StoreError `newer`, `foreign` or `damaged`.
   */
  static async open(
    { Database }: SqlJsStatic,
    path: string,
    bytes?: Uint8Array,
    steps: readonly Migration[] = migrations,
  ): Promise<MemoryDatabase> {
    if (bytes && !isWhole(bytes)) throw damaged(path, 'it is not a whole SQLite database');
    const memory = new MemoryDatabase(new Database(bytes));
    try {
      memory.#applySettings();
      await memory.#bringUpToDate(path, steps);
      return memory;
    } catch (error) {
      memory[Symbol.dispose]();
      throw isDamage(error) ? damaged(path, error.message, error) : error;
    }
  }

  /** The content of a file that has this database in it, without the space of removed rows where that is much. */
  toBytes(): Uint8Array {
    const [pages = 0, free = 0] = ['page_count', 'freelist_count'].map((name) =>
      Number(this.column(`PRAGMA ${name}`)[0]),
    );
    if (free > manyPages && free > pages / 3) this.run('VACUUM');
    const bytes = this.#database.export();
    // Exporting closes the connection and opens another.
    this.#applySettings();
    return bytes;
  }

  /** Runs SQL without parameters: transactions, pragmas. */
  run(sql: string): void {
    this.#database.run(sql);
  }

  /** All values of the first column of what `sql` answers. */
  column(sql: string): unknown[] {
    return this.#database.exec(sql)[0]?.values.map(([value]) => value) ?? [];
  }

  /**
   * Runs one statement with many rows of parameters, much faster than as many queries; to be called in a transaction.
   */
  runMany(sql: string, rows: Iterable<readonly unknown[]>): void {
    const statement: Statement = this.#database.prepare(sql);
    try {
      for (const row of rows) statement.run(row.map(sqlValue));
    } finally {
      statement.free();
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  /**
   * All of it is in memory, so journals may be as well; with SQLite's own cache of 2 MB a large write would go through the
   * emulated file system again and again.
   */
  #applySettings(): void {
    this.run(
      'PRAGMA foreign_keys = ON; PRAGMA journal_mode = MEMORY; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -262144',
    );
  }

  async #bringUpToDate(path: string, steps: readonly Migration[]): Promise<void> {
    const version = Number(this.column('PRAGMA user_version')[0]);
    const owner = Number(this.column('PRAGMA application_id')[0]);
    const isEmpty = this.column('SELECT 1 FROM sqlite_schema LIMIT 1').length === 0;
    if (!isEmpty && owner !== applicationId) {
      throw new StoreError('foreign', `${path} is a database of another program. Name another file for the store.`);
    }
    if (version > steps.length) {
      throw new StoreError(
        'newer',
        `The store ${path} was written by a newer version of YARA Cryptex (its format is ${version}, this version knows ${steps.length}). Update this program, or name another file; it has not been changed.`,
      );
    }
    if (version === steps.length) return;
    this.run('BEGIN');
    for (const step of steps.slice(version)) await step(this.queries as unknown as Kysely<unknown>);
    this.run(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}; COMMIT`);
  }
}

/** What SQLite says of a file that is no database any more. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Error && /malformed|not a database/.test(error.message);
}

export function damaged(path: string, reason: string, cause?: unknown): StoreError {
  return new StoreError('damaged', `The store ${path} is damaged: ${reason}.`, { cause });
}

/** Whether the file is as long as its header says (https://sqlite.org/fileformat.html#the_database_header). */
function isWhole(bytes: Uint8Array): boolean {
  if (bytes.length < 512) return bytes.length === 0;
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, 100);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return false;
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  return header.readUInt32BE(28) * pageSize === bytes.length;
}

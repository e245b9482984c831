/** Kysely over sql.js. There is one connection; transactions are the store's own business. */
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely';
import type { Database, SqlValue } from 'sql.js';

/** Queries run on the database that `current` answers at that moment. */
export function sqliteDialect(current: () => Database): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqlJsDriver(new SqlJsConnection(current)),
    createIntrospector: (database: Kysely<unknown>) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class SqlJsDriver implements Driver {
  readonly #connection: SqlJsConnection;

  constructor(connection: SqlJsConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {
    // The store has opened the database.
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  beginTransaction = unsupported;
  commitTransaction = unsupported;
  rollbackTransaction = unsupported;

  async releaseConnection(): Promise<void> {
    // It is never given away.
  }

  async destroy(): Promise<void> {
    // The store closes the database.
  }
}

function unsupported(): Promise<never> {
  return Promise.reject(new Error('Store.write is the transaction.'));
}

class SqlJsConnection implements DatabaseConnection {
  readonly #current: () => Database;

  constructor(current: () => Database) {
    this.#current = current;
  }

  executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const database = this.#current();
    const statement = database.prepare(sql);
    try {
      statement.bind(parameters.map(sqlValue));
      const columns = statement.getColumnNames();
      const rows: R[] = [];
      while (statement.step()) {
        const values = statement.get();
        rows.push(Object.fromEntries(columns.map((column, index) => [column, values[index]])) as R);
      }
      if (columns.length > 0) return Promise.resolve({ rows });
      return Promise.resolve({ rows, numAffectedRows: BigInt(database.getRowsModified()) });
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    } finally {
      statement.free();
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The database is in memory: there is nothing to stream.');
  }
}

/** A parameter as sql.js takes it. */
export function sqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string' || value instanceof Uint8Array) return value;
  if (typeof value === 'boolean') return Number(value);
  throw new TypeError(`SQLite has no value for ${typeof value}.`);
}

/** Which rule files compile, as it was found the last time. */
import * as v from 'valibot';
import { CompileStatus } from '../protocol/catalogue.ts';
import type { Store } from './store.ts';

export interface StoredCompileStatus {
  /** Absolute. */
  readonly path: string;
  /** Hash over all that the status depends on. */
  readonly key: string;
  readonly status: CompileStatus;
}

const Status = v.pipe(v.string(), v.parseJson(), CompileStatus);

export class CompileStatuses {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All of them by path, of whatever folder; without what another version has left and this one can't read. @throws StoreError */
  async all(): Promise<Map<string, StoredCompileStatus>> {
    return await this.#store.read(async ({ queries }) => {
      const known = new Map<string, StoredCompileStatus>();
      for (const { path, key, status } of await queries.selectFrom('compile_statuses').selectAll().execute()) {
        const parsed = v.safeParse(Status, status);
        if (parsed.success) known.set(path, { path, key, status: parsed.output });
      }
      return known;
    });
  }

  /** Adds and replaces in one transaction. @throws StoreError */
  async put(statuses: readonly StoredCompileStatus[]): Promise<void> {
    await this.#store.write(({ runMany }) => {
      runMany(
        'REPLACE INTO compile_statuses (path, key, status) VALUES (?, ?, ?)',
        statuses.map(({ path, key, status }) => [path, key, JSON.stringify(status)]),
      );
      runMany('DELETE FROM compile_statuses WHERE path NOT IN (SELECT path FROM rule_files)', [[]]);
      return Promise.resolve();
    });
  }
}

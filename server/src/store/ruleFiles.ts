/** The rule files that the catalogue has read. */
import type { Store } from './store.ts';

export interface StoredRuleFile {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Nanoseconds as decimal digits. */
  readonly modified: string;
  /** SHA-256 of the bytes. */
  readonly hash: string;
  /** The catalogue's own; the store does not look inside. */
  readonly content: Uint8Array;
}

export interface RuleFileChanges {
  readonly put: readonly StoredRuleFile[];
  readonly removed: readonly string[];
}

export class RuleFiles {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All of them, of whatever folder. @throws StoreError */
  async all(): Promise<StoredRuleFile[]> {
    return await this.#store.read(async ({ queries }) => {
      return await queries.selectFrom('rule_files').selectAll().execute();
    });
  }

  /** Adds, replaces and removes files in one transaction. @throws StoreError */
  async change({ put, removed }: RuleFileChanges): Promise<void> {
    await this.#store.write(({ runMany }) => {
      runMany(
        'DELETE FROM rule_files WHERE path = ?',
        removed.map((path) => [path]),
      );
      runMany(
        'REPLACE INTO rule_files (path, size, modified, hash, content) VALUES (?, ?, ?, ?, ?)',
        put.map((file) => [file.path, file.size, file.modified, file.hash, file.content]),
      );
      return Promise.resolve();
    });
  }
}

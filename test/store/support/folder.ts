/** A folder for one test, and stores in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRuleFile } from '../../../server/src/store/ruleFiles.ts';
import { Store, type StoreOptions } from '../../../server/src/store/store.ts';

export class TestFolder {
  readonly folder: string;
  readonly notices: string[] = [];
  readonly #stores: Store[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<TestFolder> {
    return new TestFolder(await mkdtemp(join(tmpdir(), 'cryptex-store-')));
  }

  path(name = 'cryptex.sqlite'): string {
    return join(this.folder, name);
  }

  /** Another store on the same file each time, as another process would have. */
  store(options: StoreOptions = {}): Store {
    const store = new Store(this.path(), { onNotice: (notice) => this.notices.push(notice), ...options });
    this.#stores.push(store);
    return store;
  }

  async remove(): Promise<void> {
    for (const store of this.#stores) await store[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Adds a row to `rule_files`, a table that refers to no other. */
export function addRow(store: Store, key: string, content: Uint8Array = new Uint8Array()): Promise<void> {
  return store.write(async ({ queries }) => {
    await queries.insertInto('rule_files').values(row(key, content)).execute();
  });
}

export function row(path: string, content: Uint8Array = new Uint8Array()): StoredRuleFile {
  return { path, size: 0, modified: '', hash: '', content };
}

/** The rows that {@link addRow} has added, sorted. */
export function rowKeys(store: Store): Promise<string[]> {
  return store.read(async ({ queries }) => {
    const rows = await queries.selectFrom('rule_files').select('path').execute();
    return rows.map(({ path }) => path).sort();
  });
}

/** What is in a store, for a person who wonders what takes the space. */
import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Retention } from '../protocol/history.ts';
import { retentionOf } from './retention.ts';
import { spoolsOf } from './spool.ts';
import type { Store } from './store.ts';

export interface StoreInfo {
  readonly path: string;
  /** Of the file. */
  readonly bytes: number;
  /** Of these what removed rows have left. */
  readonly freeBytes: number;
  /** The version of its format. */
  readonly version: number;
  readonly scans: number;
  /** ISO 8601, UTC; absent without scans. */
  readonly oldestScan?: string;
  /** Of scans, what they told. */
  readonly results: number;
  readonly ruleFiles: number;
  readonly retention: Retention;
  /** Spools beside the database: of scans that run now, and of some that broke off. */
  readonly spools: number;
  readonly spoolBytes: number;
}

/** `undefined` when there is no such file. @throws StoreError */
export async function storeInfo(store: Store): Promise<StoreInfo | undefined> {
  const bytes = (await stat(store.path).catch(() => undefined))?.size;
  if (bytes === undefined) return undefined;
  const spools = await spoolsOf(store.path);
  return await store.read(async (database) => {
    const { rows } = await sql<Counts>`
      SELECT (SELECT count(*) FROM scans) AS scans, (SELECT min(started_at) FROM scans) AS oldest,
        (SELECT count(*) FROM scan_files) AS results, (SELECT count(*) FROM rule_files) AS ruleFiles,
        user_version AS version, freelist_count * page_size AS freeBytes
      FROM pragma_user_version(), pragma_freelist_count(), pragma_page_size()`.execute(database.queries);
    const { oldest = null, ...counts } = rows[0] ?? { scans: 0, results: 0, ruleFiles: 0, version: 0, freeBytes: 0 };
    return {
      path: store.path,
      bytes,
      ...counts,
      ...(oldest === null ? {} : { oldestScan: oldest }),
      retention: await retentionOf(database),
      spools: spools.length,
      spoolBytes: spools.reduce((sum, spool) => sum + spool.bytes, 0),
    };
  });
}

interface Counts {
  readonly scans: number;
  readonly oldest?: string | null;
  readonly results: number;
  readonly ruleFiles: number;
  readonly version: number;
  readonly freeBytes: number;
}

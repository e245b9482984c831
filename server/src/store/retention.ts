/** Removes the records of old scans. */
import { sql } from 'kysely';
import { defaultRetention, Retention } from '../protocol/history.ts';
import { fromJson } from './historyRows.ts';
import type { StoreQueries } from './store.ts';

const dayMilliseconds = 24 * 3_600_000;

/** Says how much is kept from now on, by whatever process records. */
export async function setRetention({ queries }: StoreQueries, retention: Retention): Promise<void> {
  const value = JSON.stringify(retention);
  await queries.replaceInto('settings').values({ name: 'retention', value }).execute();
}

/** {@link defaultRetention} unless another was set. */
export async function retentionOf({ queries }: StoreQueries): Promise<Retention> {
  const row = await queries.selectFrom('settings').select('value').where('name', '=', 'retention').executeTakeFirst();
  return (row && fromJson(Retention, row.value)) ?? defaultRetention;
}

/** What was recorded first goes first; the scan that was recorded last always stays. `now` in milliseconds. */
export async function applyRetention(database: StoreQueries, now = Date.now()): Promise<void> {
  const { queries } = database;
  const { scans, days, megabytes } = await retentionOf(database);
  const last = await queries.selectFrom('scans').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  if (!last) return;
  const old = queries.deleteFrom('scans').where('id', '<', last.id);
  const kept = queries.selectFrom('scans').select('id').orderBy('id', 'desc').limit(scans);
  await old.where('id', 'not in', kept).execute();
  await old.where('started_at', '<', new Date(now - days * dayMilliseconds).toISOString()).execute();
  while ((await usedBytes(queries)) > megabytes * 1_000_000) {
    const oldest = queries.selectFrom('scans').select(({ fn }) => fn.min('id').as('id'));
    const { numDeletedRows } = await old.where('id', '=', oldest).executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) break;
  }
}

/**
 * Of the database, without the space that removed rows have left in it, and without the dictionary of symbols, which a scan
 * doesn't make larger: its packed content is counted, its rows are estimated.
 */
async function usedBytes(queries: StoreQueries['queries']): Promise<number> {
  const { rows } = await sql<{ used: number }>`
    SELECT (page_count - freelist_count - trees) * page_size - packed - 1000 * entries AS used
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size(),
      (SELECT count(*) AS trees FROM sqlite_schema WHERE tbl_name LIKE 'dictionary%' AND rootpage > 0),
      (SELECT coalesce(sum(length(content) + length(words)), 0) AS packed FROM dictionary_files),
      (SELECT count(*) AS entries FROM dictionary_entries)`.execute(queries);
  return rows[0]?.used ?? 0;
}

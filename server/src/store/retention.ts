/** Removes the records of old scans. */
import { sql } from 'kysely';
import type { Retention } from '../protocol/history.ts';
import type { StoreQueries } from './store.ts';

const dayMilliseconds = 24 * 3_600_000;

/** What was recorded first goes first; the scan that was recorded last always stays. `now` in milliseconds. */
export async function applyRetention(
  { queries }: StoreQueries,
  { scans, days, megabytes }: Retention,
  now = Date.now(),
): Promise<void> {
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

/** Of the database, without the space that removed rows have left in it. */
async function usedBytes(queries: StoreQueries['queries']): Promise<number> {
  const { rows } = await sql<{ used: number }>`
    SELECT (page_count - freelist_count) * page_size AS used
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`.execute(queries);
  return rows[0]?.used ?? 0;
}

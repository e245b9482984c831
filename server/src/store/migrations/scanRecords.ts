import { sql, type Kysely } from 'kysely';

/** What a summary says beyond its counts, and what was too much to keep. */
export async function scanRecords(database: Kysely<unknown>): Promise<void> {
  const { schema } = database;
  await schema.alterTable('scans').addColumn('skipped', 'integer').execute();
  await schema.alterTable('scans').addColumn('timed_out', 'integer').execute();
  await schema
    .alterTable('scans')
    .addColumn('left_out', 'integer', (column) => column.notNull().defaultTo(sql`0`))
    .execute();
  // A page of what a scan told is read in the order of its rows, and paths need not be there twice.
  await schema.dropIndex('scan_files_by_scan').execute();
  await schema.createIndex('scan_files_in_order').on('scan_files').column('scan_id').execute();
}

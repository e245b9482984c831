import { sql, type Kysely } from 'kysely';

/** All that a scan's summary says, what was too much to keep, and how much is to be kept of earlier scans. */
export async function scanRecords(database: Kysely<unknown>): Promise<void> {
  const { schema } = database;
  await schema.alterTable('scans').addColumn('summary', 'text').execute();
  await schema
    .alterTable('scans')
    .addColumn('left_out', 'integer', (column) => column.notNull().defaultTo(sql`0`))
    .execute();
  // A page of what a scan told is read in the order of its rows, and paths need not be there twice.
  await schema.dropIndex('scan_files_by_scan').execute();
  await schema.createIndex('scan_files_in_order').on('scan_files').column('scan_id').execute();
  await schema
    .createTable('settings')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}

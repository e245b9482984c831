import type { Kysely } from 'kysely';

/** The rule catalogue: which rule files compile. */
export async function compileStatuses(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('compile_statuses')
    .addColumn('path', 'text', (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .execute();
}

import type { Kysely } from 'kysely';

/** The rule catalogue: what each rule file contains. */
export async function ruleFiles(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('rule_files')
    .addColumn('path', 'text', (column) => column.primaryKey())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('modified', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('content', 'blob', (column) => column.notNull())
    .execute();
}

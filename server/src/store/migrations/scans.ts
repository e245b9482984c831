import type { Kysely } from 'kysely';

/** Scans with what they found. */
export async function scans(database: Kysely<unknown>): Promise<void> {
  const { schema } = database;
  await schema
    .createTable('scans')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('scan', 'text', (column) => column.notNull().unique())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('provenance', 'text', (column) => column.notNull())
    .addColumn('files', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('matched_files', 'integer', (column) => column.notNull())
    .addColumn('matches', 'integer', (column) => column.notNull())
    .addColumn('errors', 'integer', (column) => column.notNull())
    .addColumn('milliseconds', 'real', (column) => column.notNull())
    .execute();
  await schema
    .createTable('scan_rules')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('scan_id', 'integer', (column) => column.notNull().references('scans.id').onDelete('cascade'))
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('meta', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('scan_rules_by_scan').on('scan_rules').column('scan_id').execute();
  await schema
    .createTable('scan_files')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('scan_id', 'integer', (column) => column.notNull().references('scans.id').onDelete('cascade'))
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('notes', 'text')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .execute();
  await schema.createIndex('scan_files_by_scan').on('scan_files').columns(['scan_id', 'path']).execute();
  await schema
    .createTable('matches')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('file_id', 'integer', (column) => column.notNull().references('scan_files.id').onDelete('cascade'))
    .addColumn('rule_id', 'integer', (column) => column.notNull().references('scan_rules.id').onDelete('cascade'))
    .execute();
  await schema.createIndex('matches_by_file').on('matches').column('file_id').execute();
  await schema.createIndex('matches_by_rule').on('matches').column('rule_id').execute();
  await schema
    .createTable('pattern_matches')
    .addColumn('match_id', 'integer', (column) => column.notNull().references('matches.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('match_count', 'integer', (column) => column.notNull())
    .addColumn('places', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('pattern_matches_key', ['match_id', 'position'])
    .execute();
}

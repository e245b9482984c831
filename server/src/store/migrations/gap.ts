import { sql, type Kysely } from 'kysely';

/** The gap audit: what was found, what people have decided, and the trend. */
export async function gap(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}

const statements = [
  'ALTER TABLE dictionary_files ADD COLUMN fingerprints BLOB',
  'ALTER TABLE dictionary_files ADD COLUMN syntax_errors INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE dictionary_entries ADD COLUMN audit_status TEXT',
  `CREATE TABLE gap_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    git_commit TEXT,
    settings TEXT NOT NULL,
    totals TEXT NOT NULL
  )`,
  `CREATE TABLE gap_components (
    component TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    language TEXT NOT NULL,
    responsible TEXT,
    risk TEXT NOT NULL,
    function_count INTEGER NOT NULL,
    ported_count INTEGER NOT NULL,
    row TEXT NOT NULL,
    functions BLOB NOT NULL
  )`,
  `CREATE TABLE gap_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    component TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    entry_id INTEGER,
    port_entry_id INTEGER
  )`,
  'CREATE INDEX gap_decisions_by_component ON gap_decisions (component)',
  `CREATE TABLE gap_authors (
    path TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    author TEXT
  )`,
];

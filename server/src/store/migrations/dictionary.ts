import { sql, type Kysely } from 'kysely';

/** The dictionary of symbols: files, entries, what people have written about them, and which names an entry uses. */
export async function dictionary(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}

const statements = [
  `CREATE TABLE dictionary_files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    tail TEXT NOT NULL COLLATE NOCASE,
    language TEXT NOT NULL,
    lines INTEGER NOT NULL,
    size INTEGER NOT NULL,
    modified TEXT NOT NULL,
    hash TEXT NOT NULL,
    owner TEXT,
    content BLOB,
    words BLOB
  )`,
  'CREATE INDEX dictionary_files_by_tail ON dictionary_files (tail)',
  `CREATE TABLE dictionary_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES dictionary_files (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    qualified_name TEXT NOT NULL,
    start_line INTEGER NOT NULL,
    start_column INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    end_column INTEGER NOT NULL,
    visibility TEXT NOT NULL,
    variant TEXT,
    body_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    codename TEXT NOT NULL COLLATE NOCASE UNIQUE,
    family TEXT NOT NULL,
    summary TEXT NOT NULL,
    summary_source TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT,
    is_drifted INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    changed_in INTEGER NOT NULL
  )`,
  'CREATE INDEX dictionary_entries_by_file ON dictionary_entries (file_id)',
  'CREATE INDEX dictionary_entries_by_name ON dictionary_entries (name)',
  'CREATE INDEX dictionary_entries_by_change ON dictionary_entries (changed_in)',
  // All that entries are counted by: the tree opens without a look at the entries.
  'CREATE INDEX dictionary_entries_by_group ON dictionary_entries (family, kind, status, owner, file_id)',
  `CREATE TABLE dictionary_contents (
    entry_id INTEGER PRIMARY KEY REFERENCES dictionary_entries (id),
    content BLOB NOT NULL
  )`,
  `CREATE TABLE dictionary_names (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    tail TEXT NOT NULL COLLATE NOCASE
  )`,
  'CREATE INDEX dictionary_names_by_tail ON dictionary_names (tail)',
  `CREATE TABLE dictionary_uses (
    name_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    PRIMARY KEY (name_id, entry_id, kind)
  ) WITHOUT ROWID`,
  `CREATE TABLE dictionary_edits (
    entry_id INTEGER NOT NULL REFERENCES dictionary_entries (id),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    given TEXT,
    PRIMARY KEY (entry_id, field)
  ) WITHOUT ROWID`,
  `CREATE TABLE dictionary_aliases (
    alias TEXT PRIMARY KEY COLLATE NOCASE,
    entry_id INTEGER NOT NULL REFERENCES dictionary_entries (id)
  ) WITHOUT ROWID`,
  'CREATE INDEX dictionary_aliases_by_entry ON dictionary_aliases (entry_id)',
  `CREATE TABLE dictionary_revisions (
    entry_id INTEGER NOT NULL REFERENCES dictionary_entries (id),
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (entry_id, revision)
  ) WITHOUT ROWID`,
  `CREATE TABLE dictionary_extras (
    entry_id INTEGER PRIMARY KEY REFERENCES dictionary_entries (id),
    fields TEXT NOT NULL
  )`,
];

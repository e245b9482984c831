/** Writes the dictionary of symbols, within one write of the store. */
import {
  DictionaryRows,
  type StoredDictionary,
  type StoredEdit,
  type StoredEntry,
  type StoredRevision,
} from './dictionaryRows.ts';
import type { DictionaryFilesTable } from './dictionaryTables.ts';

export interface StoredFile extends Omit<DictionaryFilesTable, 'id'> {
  readonly id: number;
}

/** That an entry uses a name, in which way, as the place in the list of kinds. */
export interface StoredUse {
  /** Its id. */
  readonly name: number;
  readonly entry: number;
  readonly kind: number;
}

const entryColumns = [
  'id',
  'file_id',
  'position',
  'kind',
  'name',
  'qualified_name',
  'start_line',
  'start_column',
  'end_line',
  'end_column',
  'visibility',
  'variant',
  'body_hash',
  'state',
  'codename',
  'family',
  'summary',
  'summary_source',
  'status',
  'audit_status',
  'owner',
  'is_drifted',
  'revision',
  'changed_in',
] as const satisfies readonly (keyof StoredEntry)[];

const insertEntry = `INSERT INTO dictionary_entries (${entryColumns.join(', ')}) VALUES (${entryColumns.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${entryColumns.map((name) => `${name} = excluded.${name}`).join(', ')}`;

export class DictionaryWriter extends DictionaryRows {
  async setState(state: StoredDictionary): Promise<void> {
    const value = JSON.stringify(state);
    await this.database.queries.replaceInto('settings').values({ name: 'dictionary', value }).execute();
  }

  /** The ids from which on none has been given; what is written with them must be written in this transaction. */
  async freeIds(): Promise<{ file: number; entry: number }> {
    const { queries } = this.database;
    const file = await queries
      .selectFrom('dictionary_files')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirst();
    const entry = await queries
      .selectFrom('dictionary_entries')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirst();
    return { file: (file?.id ?? 0) + 1, entry: (entry?.id ?? 0) + 1 };
  }

  putFiles(files: Iterable<StoredFile>): void {
    this.database.runMany(
      `INSERT INTO dictionary_files (id, path, tail, language, lines, size, modified, hash, owner, content, words,
         fingerprints, syntax_errors)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET language = excluded.language, lines = excluded.lines, size = excluded.size,
         modified = excluded.modified, hash = excluded.hash, owner = excluded.owner, content = excluded.content,
         words = excluded.words, fingerprints = excluded.fingerprints,
         syntax_errors = excluded.syntax_errors`,
      map(files, (file) => [
        ...[file.id, file.path, file.tail, file.language, file.lines, file.size, file.modified, file.hash, file.owner],
        ...[file.content, file.words, file.fingerprints, file.syntax_errors],
      ]),
    );
  }

  setFileStamps(files: Iterable<{ id: number; size: number; modified: string }>): void {
    this.database.runMany(
      'UPDATE dictionary_files SET size = ?, modified = ? WHERE id = ?',
      map(files, ({ id, size, modified }) => [size, modified, id]),
    );
  }

  setFileOwners(files: Iterable<{ id: number; owner: string | null }>): void {
    this.database.runMany(
      'UPDATE dictionary_files SET owner = ? WHERE id = ?',
      map(files, ({ id, owner }) => [owner, id]),
    );
  }

  /** Keeps the rows of files, which entries refer to, and nothing of what was in them. */
  emptyFiles(ids: Iterable<number>): void {
    this.database.runMany(
      `UPDATE dictionary_files SET hash = '', content = NULL, words = NULL, fingerprints = NULL, syntax_errors = 0 WHERE id = ?`,
      map(ids, (id) => [id]),
    );
  }

  /** Adds or replaces entries whole. Codenames that are exchanged among them have to be written one after the other. */
  putEntries(entries: Iterable<StoredEntry>): void {
    this.database.runMany(
      insertEntry,
      map(entries, (entry) => entryColumns.map((column) => entry[column])),
    );
  }

  putContents(contents: Iterable<{ entry: number; content: Uint8Array }>): void {
    this.database.runMany(
      'REPLACE INTO dictionary_contents (entry_id, content) VALUES (?, ?)',
      map(contents, ({ entry, content }) => [entry, content]),
    );
  }

  removeContents(entries: Iterable<number>): void {
    this.database.runMany(
      'DELETE FROM dictionary_contents WHERE entry_id = ?',
      map(entries, (entry) => [entry]),
    );
  }

  /** Names that are used, with their last parts. Answers the ids of all of them. */
  async putNames(tails: ReadonlyMap<string, string>): Promise<Map<string, number>> {
    this.database.runMany('INSERT OR IGNORE INTO dictionary_names (name, tail) VALUES (?, ?)', tails);
    const found = await this.inBatches([...tails.keys()], (some) =>
      this.database.queries.selectFrom('dictionary_names').select(['name', 'id']).where('name', 'in', some).execute(),
    );
    return new Map(found.map(({ name, id }) => [name, id]));
  }

  putUses(uses: Iterable<StoredUse>): void {
    this.database.runMany(
      'INSERT OR IGNORE INTO dictionary_uses (name_id, entry_id, kind) VALUES (?, ?, ?)',
      map(uses, ({ name, entry, kind }) => [name, entry, kind]),
    );
  }

  removeUses(uses: Iterable<{ readonly entry: number; readonly name: string }>): void {
    this.database.runMany(
      `DELETE FROM dictionary_uses
       WHERE name_id = (SELECT id FROM dictionary_names WHERE name = ?) AND entry_id = ?`,
      map(uses, ({ entry, name }) => [name, entry]),
    );
  }

  putEdits(edits: Iterable<StoredEdit>): void {
    this.database.runMany(
      `REPLACE INTO dictionary_edits (entry_id, field, value, source, by, at, body_hash, given)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      map(edits, (edit) => [
        ...[edit.entry_id, edit.field, edit.value, edit.source, edit.by, edit.at, edit.body_hash, edit.given],
      ]),
    );
  }

  removeEdits(edits: Iterable<Pick<StoredEdit, 'entry_id' | 'field'>>): void {
    this.database.runMany(
      'DELETE FROM dictionary_edits WHERE entry_id = ? AND field = ?',
      map(edits, ({ entry_id, field }) => [entry_id, field]),
    );
  }

  putAliases(aliases: Iterable<{ alias: string; entry: number }>): void {
    this.database.runMany(
      'REPLACE INTO dictionary_aliases (alias, entry_id) VALUES (?, ?)',
      map(aliases, ({ alias, entry }) => [alias, entry]),
    );
  }

  removeAliases(aliases: Iterable<string>): void {
    this.database.runMany(
      'DELETE FROM dictionary_aliases WHERE alias = ?',
      map(aliases, (alias) => [alias]),
    );
  }

  addRevisions(revisions: Iterable<StoredRevision>): void {
    this.database.runMany(
      'REPLACE INTO dictionary_revisions (entry_id, revision, at, by, what) VALUES (?, ?, ?, ?, ?)',
      map(revisions, ({ entry_id, revision, at, by, what }) => [entry_id, revision, at, by, what]),
    );
  }

  putExtras(extras: Iterable<{ entry: number; fields: string }>): void {
    this.database.runMany(
      'REPLACE INTO dictionary_extras (entry_id, fields) VALUES (?, ?)',
      map(extras, ({ entry, fields }) => [entry, fields]),
    );
  }
}

/** So that no second copy of many rows is made. */
function* map<T, R>(from: Iterable<T>, make: (value: T) => R): Generator<R> {
  for (const value of from) yield make(value);
}

/** Reads the dictionary of symbols; `dictionaryWriter.ts` writes it. */
import { sql, type Expression, type ExpressionBuilder, type Selectable, type SqlBool } from 'kysely';
import * as v from 'valibot';
import type {
  DictionaryEditsTable,
  DictionaryEntriesTable,
  DictionaryFilesTable,
  DictionaryRevisionsTable,
} from './dictionaryTables.ts';
import type { StoreQueries } from './store.ts';
import type { Tables } from './tables.ts';

export type StoredEntry = Selectable<DictionaryEntriesTable>;
export type StoredEdit = Selectable<DictionaryEditsTable>;
export type StoredRevision = Selectable<DictionaryRevisionsTable>;
/** What is known of a file without what was extracted from it. */
export type FileStamp = Omit<Selectable<DictionaryFilesTable>, 'content' | 'words' | 'fingerprints' | 'tail'>;

/** An entry with what lists show of its file. */
export interface ListedEntry extends StoredEntry {
  readonly path: string;
  readonly language: DictionaryFilesTable['language'];
  readonly file_owner: string | null;
}

/** What a search needs of an entry. */
export type SearchRow = Pick<
  StoredEntry,
  'id' | 'file_id' | 'position' | 'codename' | 'qualified_name' | 'summary' | 'state'
>;

/** What the gap audit needs of an entry that is in the source. */
export type PresentEntry = Pick<
  StoredEntry,
  | 'id'
  | 'file_id'
  | 'position'
  | 'kind'
  | 'name'
  | 'qualified_name'
  | 'start_line'
  | 'end_line'
  | 'body_hash'
  | 'codename'
  | 'audit_status'
>;

/** What holds for the whole dictionary. */
export const StoredDictionary = v.object({
  /** The folder of the code base, absolute. */
  root: v.string(),
  /** Of the form in which content is packed; what is of another is extracted anew. */
  contentVersion: v.number(),
  /** Grows with each write. */
  revision: v.number(),
  /** The CODEOWNERS file that the owners of files are from. */
  owners: v.optional(v.string()),
  /** Fields of an imported dictionary that nobody here knows. */
  extra: v.optional(v.record(v.string(), v.unknown())),
});
export type StoredDictionary = v.InferOutput<typeof StoredDictionary>;

export type Condition = (
  eb: ExpressionBuilder<Tables, 'dictionary_entries' | 'dictionary_files'>,
) => Expression<SqlBool>;

export interface ListOptions {
  readonly where?: Condition | undefined;
  /** Codenames, or the places in the source. */
  readonly order: 'codename' | 'place';
  readonly from?: number;
  readonly limit?: number;
}

/** Few enough for one statement; SQLite takes 32,766. */
const batch = 5000;

export class DictionaryRows {
  protected readonly database: StoreQueries;

  /** For the length of one read or write of the store. */
  constructor(database: StoreQueries) {
    this.database = database;
  }

  /** Undefined before the first index or import. */
  async state(): Promise<StoredDictionary | undefined> {
    const row = await this.database.queries
      .selectFrom('settings')
      .select('value')
      .where('name', '=', 'dictionary')
      .executeTakeFirst();
    const parsed = row && v.safeParse(StoredDictionary, JSON.parse(row.value));
    return parsed?.success === true ? parsed.output : undefined;
  }

  async files(): Promise<FileStamp[]> {
    const columns = ['id', 'path', 'language', 'lines', 'size', 'modified', 'hash', 'owner', 'syntax_errors'] as const;
    return await this.database.queries.selectFrom('dictionary_files').select(columns).execute();
  }

  /** Packed content of a file; undefined when it has none. */
  async fileContent(id: number): Promise<Uint8Array | undefined> {
    const row = await this.database.queries
      .selectFrom('dictionary_files')
      .select('content')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.content ?? undefined;
  }

  /** Packed words of these files, or of all, where they have some. */
  async fileWords(ids?: readonly number[]): Promise<{ id: number; words: Uint8Array }[]> {
    const query = this.database.queries.selectFrom('dictionary_files').select(['id', 'words']);
    const rows = await (ids ? query.where('id', 'in', ids) : query).execute();
    return rows.flatMap(({ id, words }) => (words ? [{ id, words }] : []));
  }

  /** Packed fingerprints of the symbols of files, those that are there. */
  async fileFingerprints(): Promise<{ id: number; fingerprints: Uint8Array }[]> {
    const rows = await this.database.queries
      .selectFrom('dictionary_files')
      .select(['id', 'fingerprints'])
      .where('hash', '!=', '')
      .execute();
    return rows.flatMap(({ id, fingerprints }) => (fingerprints ? [{ id, fingerprints }] : []));
  }

  /** Packed content of an entry that no file's content has. */
  async ownContent(entry: number): Promise<Uint8Array | undefined> {
    const row = await this.database.queries
      .selectFrom('dictionary_contents')
      .select('content')
      .where('entry_id', '=', entry)
      .executeTakeFirst();
    return row?.content;
  }

  async list({ where, order, from = 0, limit }: ListOptions): Promise<ListedEntry[]> {
    let query = this.#listed();
    if (where) query = query.where(where);
    query =
      order === 'codename'
        ? query.orderBy('dictionary_entries.codename')
        : query
            .orderBy('dictionary_files.path')
            .orderBy('dictionary_entries.start_line')
            .orderBy('dictionary_entries.start_column')
            .orderBy('dictionary_entries.id');
    if (limit !== undefined) query = query.limit(limit).offset(from);
    return await query.execute();
  }

  async count(where?: Condition): Promise<number> {
    let query = this.database.queries
      .selectFrom('dictionary_entries')
      .innerJoin('dictionary_files', 'dictionary_files.id', 'dictionary_entries.file_id')
      .select(({ fn }) => fn.countAll<number>().as('count'));
    if (where) query = query.where(where);
    return (await query.executeTakeFirstOrThrow()).count;
  }

  async byIds(ids: readonly number[]): Promise<ListedEntry[]> {
    return await this.inBatches(ids, (some) => this.#listed().where('dictionary_entries.id', 'in', some).execute());
  }

  /** Of a file, without what belongs to the file. */
  async ofFile(file: number): Promise<StoredEntry[]> {
    return await this.database.queries
      .selectFrom('dictionary_entries')
      .selectAll()
      .where('file_id', '=', file)
      .execute();
  }

  async byNames(names: readonly string[]): Promise<ListedEntry[]> {
    return await this.inBatches(names, (some) => this.#listed().where('dictionary_entries.name', 'in', some).execute());
  }

  /** The entries that stand for whole files, of files that are included by names that end like this. */
  async modules(tails: readonly string[]): Promise<ListedEntry[]> {
    return await this.inBatches(tails, (some) =>
      this.#listed()
        .where('dictionary_files.tail', 'in', some)
        .where('dictionary_entries.kind', 'in', ['module', 'script'])
        .execute(),
    );
  }

  /** Whose codename is or was this. */
  async byCodename(codename: string): Promise<ListedEntry | undefined> {
    const alias = this.database.queries
      .selectFrom('dictionary_aliases')
      .select('entry_id')
      .where('alias', '=', codename);
    const [found] = await this.#listed()
      .where((eb) =>
        eb.or([eb('dictionary_entries.codename', '=', codename), eb('dictionary_entries.id', 'in', alias)]),
      )
      .execute();
    return found;
  }

  /** All codenames that are or were given. */
  async takenCodenames(): Promise<Set<string>> {
    const { queries } = this.database;
    const current = await queries.selectFrom('dictionary_entries').select('codename').execute();
    const earlier = await queries.selectFrom('dictionary_aliases').select('alias').execute();
    return new Set([...current.map(({ codename }) => codename), ...earlier.map(({ alias }) => alias)]);
  }

  /** How many entries there are of each value of `column`. */
  async counts(
    column: 'family' | 'kind' | 'status' | 'owner' | 'language' | 'path' | 'state' | 'summary_source' | 'is_drifted',
    where?: Condition,
  ): Promise<{ name: string | null; count: number }[]> {
    const value = {
      owner: sql<string | null>`coalesce(dictionary_entries.owner, dictionary_files.owner)`,
      language: sql<string | null>`dictionary_files.language`,
      path: sql<string | null>`dictionary_files.path`,
      family: sql<string | null>`dictionary_entries.family`,
      kind: sql<string | null>`dictionary_entries.kind`,
      status: sql<string | null>`dictionary_entries.status`,
      state: sql<string | null>`dictionary_entries.state`,
      summary_source: sql<string | null>`dictionary_entries.summary_source`,
      is_drifted: sql<string | null>`cast(dictionary_entries.is_drifted AS TEXT)`,
    }[column];
    const entries = this.database.queries.selectFrom('dictionary_entries');
    // Of all entries, what they have themselves is in an index.
    if (!where && column !== 'owner' && column !== 'language' && column !== 'path') {
      const counted = entries.select(({ fn }) => [value.as('name'), fn.countAll<number>().as('count')]);
      return await counted.groupBy(value).execute();
    }
    let query = entries
      .innerJoin('dictionary_files', 'dictionary_files.id', 'dictionary_entries.file_id')
      .select(({ fn }) => [value.as('name'), fn.countAll<number>().as('count')])
      .groupBy(value);
    if (where) query = query.where(where);
    return await query.execute();
  }

  /** Entries that have changed since a revision of the dictionary, in the order of their files. */
  async searchRows(revision: number): Promise<SearchRow[]> {
    return await this.database.queries
      .selectFrom('dictionary_entries')
      .select(['id', 'file_id', 'position', 'codename', 'qualified_name', 'summary', 'state'])
      .where('changed_in', '>', revision)
      .orderBy('file_id')
      .execute();
  }

  /** Functions, methods, rules and whole files that are in the source. */
  async presentEntries(): Promise<PresentEntry[]> {
    return await this.database.queries
      .selectFrom('dictionary_entries')
      .select(['id', 'file_id', 'position', 'kind', 'name', 'qualified_name', 'start_line', 'end_line'])
      .select(['body_hash', 'codename', 'audit_status'])
      .where('state', '=', 'present')
      .where('kind', 'in', ['function', 'method', 'rule', 'module', 'script'])
      .execute();
  }

  async edits(entry?: number): Promise<StoredEdit[]> {
    const query = this.database.queries.selectFrom('dictionary_edits').selectAll();
    return await (entry === undefined ? query : query.where('entry_id', '=', entry)).execute();
  }

  async aliases(entry?: number): Promise<{ alias: string; entry_id: number }[]> {
    const query = this.database.queries.selectFrom('dictionary_aliases').selectAll();
    return await (entry === undefined ? query : query.where('entry_id', '=', entry)).execute();
  }

  /** The newest first. */
  async revisions(entry: number): Promise<StoredRevision[]> {
    return await this.database.queries
      .selectFrom('dictionary_revisions')
      .selectAll()
      .where('entry_id', '=', entry)
      .orderBy('revision', 'desc')
      .execute();
  }

  /** Fields that an import had beyond those of an entry, as JSON. */
  async extras(entry?: number): Promise<{ entry_id: number; fields: string }[]> {
    const query = this.database.queries.selectFrom('dictionary_extras').selectAll();
    return await (entry === undefined ? query : query.where('entry_id', '=', entry)).execute();
  }

  /** Who uses a name that ends like this, and the name as it is written there. */
  async usersOf(tail: string): Promise<{ entry_id: number; kind: number; name: string }[]> {
    return await this.database.queries
      .selectFrom('dictionary_names')
      .innerJoin('dictionary_uses', 'dictionary_uses.name_id', 'dictionary_names.id')
      .select(['dictionary_uses.entry_id', 'dictionary_uses.kind', 'dictionary_names.name'])
      .where('dictionary_names.tail', '=', tail)
      .execute();
  }

  /** Entries that use names and are not there, or are gone. */
  async danglingUsers(): Promise<number[]> {
    const rows = await this.database.queries
      .selectFrom('dictionary_uses')
      .leftJoin('dictionary_entries', 'dictionary_entries.id', 'dictionary_uses.entry_id')
      .leftJoin('dictionary_names', 'dictionary_names.id', 'dictionary_uses.name_id')
      .select('dictionary_uses.entry_id')
      .where((eb) =>
        eb.or([
          eb('dictionary_entries.id', 'is', null),
          eb('dictionary_names.id', 'is', null),
          eb('dictionary_entries.state', '=', 'gone'),
        ]),
      )
      .distinct()
      .execute();
    return rows.map(({ entry_id }) => entry_id);
  }

  #listed() {
    return this.database.queries
      .selectFrom('dictionary_entries')
      .innerJoin('dictionary_files', 'dictionary_files.id', 'dictionary_entries.file_id')
      .selectAll('dictionary_entries')
      .select(['dictionary_files.path', 'dictionary_files.language', 'dictionary_files.owner as file_owner']);
  }

  protected async inBatches<K, R>(keys: readonly K[], query: (some: readonly K[]) => Promise<R[]>): Promise<R[]> {
    const found: R[] = [];
    for (let at = 0; at < keys.length; at += batch) found.push(...(await query(keys.slice(at, at + batch))));
    return found;
  }
}

/** The dictionary of a code base: indexes it, finds entries and takes down what people write. One is kept in a store. */
import { relative, sep } from 'node:path';
import { EngineError } from '../common/errors.ts';
import type { Entry, EntryBrief, EntryChanges } from '../protocol/cryptex.ts';
import type { DictionaryState, EntryChildren, IndexProgress, IndexReport } from '../protocol/dictionaryView.ts';
import { DictionaryRows, type ListedEntry, type StoredDictionary } from '../store/dictionaryRows.ts';
import { DictionaryWriter } from '../store/dictionaryWriter.ts';
import { Store } from '../store/store.ts';
import { annotate, type Author } from './annotate.ts';
import { briefOf } from './brief.ts';
import { childrenOf, type ChildrenQuestion } from './children.ts';
import { chooseCodenames, type Nameable } from './codenames/choose.ts';
import { codenameRules } from './codenames/settings.ts';
import { contentVersion } from './content.ts';
import { graphOf, type Graph, type GraphOptions } from './dependencies.ts';
import { dictionaryStats, type DictionaryStats } from './dictionaryStats.ts';
import { entryView } from './entryView.ts';
import { exportDictionary, type ExportFormat } from './exchange/exportDictionary.ts';
import { importOffer, type ImportOptions } from './exchange/importOffer.ts';
import type { ImportReport } from './exchange/incoming.ts';
import { readOffer } from './exchange/readOffer.ts';
import type { ReadSource } from './freshSymbols.ts';
import { authorOf, codeOwners } from './owners.ts';
import { readAll } from './readAll.ts';
import { reindex } from './reindex.ts';
import { DictionarySearch } from './search/dictionarySearch.ts';
import type { KnownSource, ReadSources, SourceRequest } from './sourceEvents.ts';
import { validateDictionary, type EntryProblem } from './validate.ts';

export interface DictionaryPlace {
  /** The path of the store, absolute. */
  readonly store: string;
  /** The root of the code base, or a folder in it. Absolute. */
  readonly root: string;
}

export interface IndexOptions extends Pick<SourceRequest, 'exclude' | 'workers' | 'signal' | 'onProgress'> {
  /** The only folder that is looked at, relative to the root of the code base, with `/`; that of the place when absent. */
  readonly folder?: string | undefined;
}

export class Dictionary implements AsyncDisposable {
  readonly #store: Store;
  /** Whether nobody else has it. */
  readonly #isOwn: boolean;
  readonly #root: string;
  readonly #onNotice: (message: string) => void;
  readonly #readSources: ReadSources;
  readonly #search = new DictionarySearch();

  /**
   * Nothing is read before the first question. A store that is given stays that of the caller: each holds the whole
   * database in memory, and one may serve for other things too.
   *
   * @param onNotice is told in a sentence when something is not as it should be and the dictionary goes on.
   */
  constructor(
    { store, root }: DictionaryPlace | { readonly store: Store; readonly root: string },
    onNotice: (message: string) => void,
    readSources: ReadSources,
  ) {
    this.#isOwn = typeof store === 'string';
    this.#store = typeof store === 'string' ? new Store(store, { onNotice }) : store;
    this.#root = root;
    this.#onNotice = onNotice;
    this.#readSources = readSources;
  }

  /** Lets its own store go. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOwn) await this.#store[Symbol.asyncDispose]();
  }

  /** The folder of the code base that is in the store, absolute; undefined before the first index. */
  async root(): Promise<string | undefined> {
    return (await this.#store.read((database) => new DictionaryRows(database).state()))?.root;
  }

  async state(): Promise<DictionaryState> {
    return await this.#read(async (rows) => {
      const exists = (await rows.state()) !== undefined;
      const files = (await rows.files()).filter(({ hash }) => hash !== '').length;
      return { exists, entries: await rows.count(), files };
    });
  }

  /**
   * Brings the dictionary in line with the source: all of it in one transaction, or nothing. Files that can't be read are
   * problems of the report. What an earlier version of the program has extracted is extracted anew.
   *
   * @throws {EngineError} `invalid` when the store is that of another code base; `cancelled`
   * @throws {StoreError}
   */
  async index(options: IndexOptions): Promise<IndexReport> {
    const stored = await this.#read((rows) => rows.state());
    const root = stored?.root ?? this.#root;
    const isCurrent = stored?.contentVersion === contentVersion;
    const inRoot = options.folder ?? folderIn(root, this.#root);
    const folder = isCurrent ? inRoot : '';
    const files = await this.#read((rows) => rows.files());
    const known = new Map<string, KnownSource>(
      files.filter(({ hash }) => isCurrent && hash !== '').map((file) => [file.path, file]),
    );
    const { seen, problems, leftOut, isUnchanged } = await readAll(this.#readSources, {
      ...options,
      root,
      folder,
      known,
    });
    const owners = await codeOwners(root);
    if (isUnchanged && (stored?.owners ?? '') === owners.text) {
      const total = await this.#read((rows) => rows.count());
      return {
        files: { read: 0, unchanged: seen.kept.size - leftOut, gone: 0 },
        entries: { total, added: 0, changed: 0, moved: 0, obsolete: 0 },
        problems,
      };
    }
    const chooseCodenames = await this.#codenames(root, seen.read);
    const report = await this.#write(root, async (writer, state) => {
      const hasNewOwners = (state.owners ?? '') !== owners.text;
      Object.assign(state, { contentVersion, owners: owners.text });
      const { ownerOf } = owners;
      const reindexed = await reindex(writer, seen, {
        ...{ chooseCodenames, ownerOf, revision: state.revision, isRenewed: !isCurrent },
      });
      if (hasNewOwners) {
        const all = await writer.files();
        writer.setFileOwners(all.map(({ id, path }) => ({ id, owner: ownerOf(path) ?? null })));
      }
      return reindexed;
    });
    return { ...report, files: { ...report.files, unchanged: report.files.unchanged - leftOut }, problems };
  }

  async #codenames(
    root: string,
    sources: readonly ReadSource[],
  ): Promise<(fresh: readonly Nameable[], taken: ReadonlySet<string>) => string[]> {
    const languages = new Map(sources.map(({ path, packed }) => [path, packed.language]));
    const rules = await codenameRules(root, (file) => languages.get(file), this.#onNotice);
    return (fresh, taken) => chooseCodenames(fresh, taken, rules);
  }

  /**
   * The best first: those whose names fit, then those whose texts do; see `SearchIndex`. The first question reads all
   * names and texts.
   */
  async search(query: string, limit: number): Promise<EntryBrief[]> {
    return await this.#read(async (rows) => {
      const ids = (await this.#search.find(rows, query, limit)).map(({ id }) => id);
      const entries = new Map((await rows.byIds(ids)).map((entry) => [entry.id, entry]));
      return ids.flatMap((id) => {
        const entry = entries.get(id);
        return entry ? [briefOf(entry)] : [];
      });
    });
  }

  /** Makes the search ready, so that the next question need not wait for that. */
  async prepare(): Promise<void> {
    await this.#read((rows) => this.#search.prepare(rows));
  }

  /**
   * All that go by a name: the one whose codename it is or was; otherwise those of this qualified name; otherwise of this
   * symbol. Case counts only where it tells several apart.
   */
  async find(name: string): Promise<EntryBrief[]> {
    return await this.#read(async (rows) => (await named(rows, name)).map(briefOf));
  }

  async entry(id: number): Promise<Entry | undefined> {
    return await this.#read(async (rows) => {
      const [stored] = await rows.byIds([id]);
      return stored && (await entryView(rows, stored));
    });
  }

  /** Who has written most of an entry's lines, as far as git knows; see `authorOf` in owners.ts. */
  async author({ file, span }: Pick<Entry, 'file' | 'span'>): Promise<string | undefined> {
    const root = await this.root();
    return root === undefined ? undefined : await authorOf(root, file, span);
  }

  async children(question: ChildrenQuestion): Promise<EntryChildren> {
    return await this.#read((rows) => childrenOf(rows, question));
  }

  /** In the order of the source. `file` is relative to the root, with `/`. */
  async entriesOf(file: string): Promise<EntryBrief[]> {
    return await this.#read(async (rows) => {
      const where = { order: 'place' as const };
      const entries = await rows.list({
        ...where,
        where: (eb) => eb.and([eb('dictionary_files.path', '=', file), eb('dictionary_entries.state', '!=', 'gone')]),
      });
      return entries.map(briefOf);
    });
  }

  /** Undefined when there is no such entry. */
  async graph(id: number, options: GraphOptions): Promise<Graph | undefined> {
    return await this.#read(async (rows) => {
      const [stored] = await rows.byIds([id]);
      return stored && (await graphOf(rows, stored, options));
    });
  }

  /**
   * Writes down what somebody says; see `annotate` in annotate.ts.
   *
   * @throws {EngineError} `invalid`, `changed`
   * @throws {StoreError}
   */
  async annotate(id: number, changes: EntryChanges, author: Author): Promise<Entry> {
    return await this.#write(this.#root, async (writer, state) => {
      const [stored] = await writer.byIds([id]);
      if (!stored) throw new EngineError('invalid', `There is no entry ${id} in the dictionary.`);
      await annotate(writer, stored, changes, author, state.revision);
      const [after = stored] = await writer.byIds([id]);
      return await entryView(writer, after);
    });
  }

  /**
   * Takes what a file brings; see `importOffer` in exchange/importOffer.ts. In one transaction, or nothing.
   *
   * @throws {EngineError} `unreadable`
   * @throws {StoreError}
   */
  async import(file: string, options: Pick<ImportOptions, 'replace' | 'by'>): Promise<ImportReport> {
    const offer = await readOffer(file);
    const root = (await this.root()) ?? this.#root;
    const chooseCodenames = await this.#codenames(root, []);
    return await this.#write(root, async (writer, state) => {
      if (Object.keys(offer.extra).length > 0) state.extra = { ...state.extra, ...offer.extra };
      return await importOffer(writer, offer, { ...options, chooseCodenames, revision: state.revision });
    });
  }

  /** Writes all of it, a part at a time. */
  async export(format: ExportFormat, write: (text: string) => Promise<void>): Promise<void> {
    await this.#read((rows) => exportDictionary(rows, format, write));
  }

  async stats(): Promise<DictionaryStats> {
    return await this.#read((rows) => dictionaryStats(rows));
  }

  /** What of the dictionary isn't true; see `validateDictionary` in validate.ts. */
  async validate(signal: AbortSignal, onProgress: (progress: IndexProgress) => void): Promise<EntryProblem[]> {
    return await this.#read((rows) => validateDictionary(rows, { signal, onProgress }));
  }

  async #read<T>(query: (rows: DictionaryRows) => Promise<T>): Promise<T> {
    return await this.#store.read((database) => query(new DictionaryRows(database)));
  }

  /** `state` is that of the dictionary as this write leaves it. */
  async #write<T>(root: string, edit: (writer: DictionaryWriter, state: StoredDictionary) => Promise<T>): Promise<T> {
    return await this.#store.write(async (database) => {
      const writer = new DictionaryWriter(database);
      const before = await writer.state();
      if (before && before.root !== root) folderIn(before.root, root);
      const state = { ...(before ?? { root, contentVersion }), revision: (before?.revision ?? 0) + 1 };
      const answer = await edit(writer, state);
      await writer.setState(state);
      return answer;
    });
  }
}

async function named(rows: DictionaryRows, name: string): Promise<ListedEntry[]> {
  const codename = await rows.byCodename(name);
  if (codename) return [codename];
  const tail = name.split(/::|\./).at(-1) ?? name;
  const candidates = await rows.byNames([...new Set([name, tail])]);
  for (const fits of [
    (entry: ListedEntry) => entry.qualified_name === name,
    (entry: ListedEntry) => entry.name === name,
    (entry: ListedEntry) => entry.qualified_name.toLowerCase() === name.toLowerCase(),
    (entry: ListedEntry) => entry.name.toLowerCase() === name.toLowerCase(),
  ]) {
    const found = candidates.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}

/** The part of the code base at `root` that `folder` is, relative, with `/`; empty for all. @throws {EngineError} */
function folderIn(root: string, folder: string): string {
  const path = relative(root, folder);
  if (path === '..' || path.startsWith(`..${sep}`) || path.startsWith(sep) || /^[a-z]:/i.test(path)) {
    throw new EngineError(
      'invalid',
      `This store has the dictionary of ${root}, not of ${folder}. Name another store with --store or CRYPTEX_STORE, or make a folder .cryptex in ${folder}.`,
    );
  }
  return path.split(sep).join('/');
}

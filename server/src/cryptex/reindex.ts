/**
 * Brings the dictionary in line with what was read of the source, within one write of the store.
 *
 * What the source gives is replaced; what people have written stays, and is marked where the body has changed since.
 */
import type { EntryField } from '../protocol/cryptex.ts';
import type { IndexReport } from '../protocol/dictionaryView.ts';
import type { FileStamp, StoredEdit, StoredEntry, StoredRevision } from '../store/dictionaryRows.ts';
import type { DictionaryWriter } from '../store/dictionaryWriter.ts';
import { familyOf } from './brief.ts';
import type { Nameable } from './codenames/choose.ts';
import { packSymbol, unpackContent, unpackSymbol, type SymbolRow } from './content.ts';
import { columnText, shownOf } from './edits.ts';
import { Fresh, Rows, type ReadSource } from './freshSymbols.ts';
import { matchInFile, matchMoved, type Matchable } from './matchSymbols.ts';
import { fileTail } from './resolve.ts';
import { UsesOfFiles } from './usesOfFiles.ts';

export interface SourcesSeen {
  readonly read: readonly ReadSource[];
  /** Files that have not changed, or can't be read at the moment. */
  readonly kept: ReadonlySet<string>;
  /** Those of them that have another size or time now. */
  readonly restamped: readonly Omit<ReadSource, 'hash' | 'packed'>[];
  /** Whether a file would have been seen if it were there. */
  readonly isInScope: (path: string) => boolean;
}

export interface ReindexOptions {
  /** Codenames for new entries, none of which is in `taken`. */
  readonly chooseCodenames: (fresh: readonly Nameable[], taken: ReadonlySet<string>) => string[];
  readonly ownerOf: (path: string) => string | undefined;
  /** The dictionary's, of this write. */
  readonly revision: number;
  /** All that was read is taken anew, also where the bytes are those that are known. */
  readonly isRenewed: boolean;
}

/** An entry of a file that has changed or is gone. */
interface Old extends Matchable {
  readonly entry: StoredEntry;
}

/** Entries that are written together. */
const entriesAtOnce = 2000;
const nothing = new Uint8Array(0);

type Counts = IndexReport['entries'] & IndexReport['files'];

export async function reindex(
  writer: DictionaryWriter,
  seen: SourcesSeen,
  options: ReindexOptions,
): Promise<Omit<IndexReport, 'problems'>> {
  return await new Reindex(writer, seen, options).run();
}

class Reindex {
  readonly #writer: DictionaryWriter;
  readonly #seen: SourcesSeen;
  readonly #options: ReindexOptions;
  readonly #at = new Date().toISOString();
  readonly #counts: Counts = { read: 0, unchanged: 0, gone: 0, total: 0, added: 0, changed: 0, moved: 0, obsolete: 0 };
  readonly #rows = new Rows();
  readonly #uses = new UsesOfFiles();
  #edits = new Map<number, Map<EntryField, StoredEdit>>();
  #free = { file: 1, entry: 1 };
  /** Not written yet. */
  #entries: StoredEntry[] = [];
  #revisions: StoredRevision[] = [];
  /** Those that were there before, and have been found or given up. */
  readonly #settled = new Set<number>();
  /** What the source gave of entries whose files are read anew. */
  readonly #contents = new Map<number, Uint8Array>();
  /** The ids of the symbols of each file that was read, in their order. */
  readonly #ids = new Map<string, number[]>();

  constructor(writer: DictionaryWriter, seen: SourcesSeen, options: ReindexOptions) {
    this.#writer = writer;
    this.#seen = seen;
    this.#options = options;
  }

  async run(): Promise<Omit<IndexReport, 'problems'>> {
    const { read, kept, restamped, isInScope } = this.#seen;
    const files = new Map((await this.#writer.files()).map((file) => [file.path, file]));
    this.#free = await this.#writer.freeIds();
    this.#stamp(files, restamped);
    const present = new Set(read.map(({ path }) => path));
    const gone = [...files.values()].filter(
      ({ path, hash }) => hash !== '' && !present.has(path) && !kept.has(path) && isInScope(path),
    );
    // Another process may have been here meanwhile.
    const { isRenewed } = this.#options;
    const changed = read.filter(({ path, hash }) => isRenewed || files.get(path)?.hash !== hash);
    this.#counts.unchanged = kept.size + read.length - changed.length;
    this.#counts.read = changed.length;
    this.#counts.gone = gone.length;
    if (changed.length > 0 || gone.length > 0) await this.#apply(files, changed, gone);
    this.#counts.total = await this.#writer.count();
    const { total, added, changed: edited, moved, obsolete, ...of } = this.#counts;
    return {
      files: { read: of.read, unchanged: of.unchanged, gone: of.gone },
      entries: { total, added, changed: edited, moved, obsolete },
    };
  }

  async #apply(
    files: ReadonlyMap<string, FileStamp>,
    changed: readonly ReadSource[],
    gone: readonly FileStamp[],
  ): Promise<void> {
    for (const edit of await this.#writer.edits()) {
      const edits = this.#edits.get(edit.entry_id) ?? new Map<EntryField, StoredEdit>();
      this.#edits.set(edit.entry_id, edits.set(edit.field, edit));
    }
    const lost: Old[] = [];
    const fresh: Fresh[] = [];
    for (const source of changed) await this.#matchFile(source, files.get(source.path), lost, fresh);
    for (const file of gone) lost.push(...(await this.#letGo(file)).filter(({ entry }) => entry.state === 'present'));
    const left = await this.#matchMoved(lost, fresh, files, changed, gone);
    for (const { entry } of left.lost) this.#lose(entry);
    await this.#add(left.fresh);
    this.#writer.emptyFiles(gone.map(({ id }) => id));
    this.#flush();
    await this.#uses.write(this.#writer, (path) => this.#idsOf(path));
  }

  #flush(): void {
    this.#writer.putEntries(this.#entries);
    this.#writer.addRevisions(this.#revisions);
    this.#entries = [];
    this.#revisions = [];
  }

  /** Pairs what is in one file, and puts what is left over aside. */
  async #matchFile(source: ReadSource, stamp: FileStamp | undefined, lost: Old[], fresh: Fresh[]): Promise<void> {
    const olds = stamp ? await this.#letGo(stamp) : [];
    const fileId = stamp?.id ?? this.#free.file++;
    this.#putFile(source, fileId);
    const rows = this.#rows.of(source);
    this.#uses.add(source.path, rows);
    const freshs = rows.map((row, position) => new Fresh(this.#rows, source, fileId, row, position));
    if (olds.length === 0) {
      for (const one of freshs) fresh.push(one);
      return;
    }
    const pairs = matchInFile(olds, freshs);
    for (const { old, fresh: found } of pairs) this.#keep(old.entry, found);
    fresh.push(...except(freshs, new Set(pairs.map((pair) => pair.fresh))));
    const unmatched = except(olds, new Set(pairs.map((pair) => pair.old)));
    lost.push(...unmatched.filter(({ entry }) => entry.state === 'present'));
  }

  /** Entries may have gone with their file some time ago, and come back elsewhere now. */
  async #matchMoved(
    lost: readonly Old[],
    fresh: readonly Fresh[],
    files: ReadonlyMap<string, FileStamp>,
    changed: readonly ReadSource[],
    gone: readonly FileStamp[],
  ): Promise<{ lost: Old[]; fresh: Fresh[] }> {
    if (fresh.length === 0) return { lost: [...lost], fresh: [] };
    const here = new Set([...changed.map(({ path }) => path), ...this.#seen.kept]);
    const earlier = await this.#writer.list({
      where: (eb) => eb('dictionary_entries.state', '!=', 'present'),
      order: 'place',
    });
    const olds = [...lost];
    const missing = new Set(gone.map(({ path }) => path));
    for (const entry of earlier) {
      if (this.#settled.has(entry.id)) continue;
      olds.push(oldOf(entry, entry.path));
      if (!here.has(entry.path)) missing.add(entry.path);
    }
    const isNew = ({ path }: ReadSource): boolean => (files.get(path)?.hash ?? '') === '';
    const pairs = matchMoved(olds, fresh, missing, new Set(changed.filter(isNew).map(({ path }) => path)));
    for (const { old, fresh: found } of pairs) this.#keep(old.entry, found, old.file);
    return {
      lost: except(lost, new Set(pairs.map(({ old }) => old))),
      fresh: except(fresh, new Set(pairs.map((pair) => pair.fresh))),
    };
  }

  /**
   * The entries of a file whose content is about to go. What it gave of them is put aside until it is known where they
   * are now; those of them that were gone before have theirs already.
   */
  async #letGo(file: FileStamp): Promise<Old[]> {
    const entries = await this.#writer.ofFile(file.id);
    const packed = await this.#writer.fileContent(file.id);
    const symbols = packed && unpackContent(packed)?.symbols;
    const uses: { entry: number; name: string }[] = [];
    for (const { id, position } of entries) {
      const own = position < 0 ? await this.#writer.ownContent(id) : undefined;
      const symbol = own ? unpackSymbol(own) : symbols?.[position];
      if (!symbol) continue;
      for (const { name } of symbol.references) uses.push({ entry: id, name });
      if (!own) this.#contents.set(id, packSymbol(symbol));
    }
    this.#writer.removeUses(uses);
    return entries
      .sort((a, b) => Number(a.state !== 'present') - Number(b.state !== 'present') || a.start_line - b.start_line)
      .map((entry) => oldOf(entry, file.path));
  }

  #putFile(source: ReadSource, id: number): void {
    const { path, size, modified, hash, packed } = source;
    const { language, lines, content, words, fingerprints } = packed;
    const owner = this.#options.ownerOf(path) ?? null;
    const tail = columnText(fileTail(path));
    const given = { language, lines, size, modified, hash, owner, content, words, fingerprints };
    this.#writer.putFiles([{ id, path, tail, ...given, syntax_errors: packed.syntaxErrors }]);
    source.packed = { ...packed, content: nothing, words: nothing, fingerprints: nothing };
  }

  #stamp(files: ReadonlyMap<string, FileStamp>, restamped: SourcesSeen['restamped']): void {
    this.#writer.setFileStamps(
      restamped.flatMap(({ path, size, modified }) => {
        const id = files.get(path)?.id;
        return id === undefined ? [] : [{ id, size, modified }];
      }),
    );
  }

  /** The entry is this symbol now. `movedFrom` is the file that it was in. */
  #keep(entry: StoredEntry, fresh: Fresh, movedFrom?: string): void {
    const { row } = fresh;
    const edits = this.#edits.get(entry.id) ?? new Map<EntryField, StoredEdit>();
    const told: string[] = [];
    if (entry.state === 'gone') told.push('found in the source again');
    if (movedFrom !== undefined && movedFrom !== fresh.file) told.push(`moved from ${movedFrom}`);
    if (entry.qualified_name !== row.qualifiedName && !isFile(row)) told.push(`renamed from ${entry.qualified_name}`);
    if (told.length > 0) this.#counts.moved += 1;
    if (entry.body_hash !== row.bodyHash) {
      if (told.length === 0) this.#counts.changed += 1;
      // A file changes with each of its definitions; that would tell nothing new.
      if (!isFile(row)) told.push('its body has changed');
    }
    this.#settled.add(entry.id);
    const after = { ...entry, ...this.#columnsOf(fresh) };
    if (entry.position < 0) this.#writer.removeContents([entry.id]);
    this.#adopt(edits, row.bodyHash);
    this.#put({ ...after, ...shownOf(after, row.summary, edits) }, told, fresh);
  }

  /** What was imported without a word about the body is taken to be about the one that is found. */
  #adopt(edits: Map<EntryField, StoredEdit>, bodyHash: string): void {
    for (const [field, edit] of edits) {
      if (edit.body_hash !== '') continue;
      const adopted = { ...edit, body_hash: bodyHash };
      edits.set(field, adopted);
      this.#writer.putEdits([adopted]);
    }
  }

  #put(entry: StoredEntry, told: readonly string[], fresh?: Fresh): void {
    if (fresh) this.#idsOf(fresh.file)[fresh.position] = entry.id;
    const revision = entry.revision + (told.length > 0 ? 1 : 0);
    this.#entries.push({ ...entry, revision });
    if (told.length > 0) {
      const what = columnText(told.join('; '));
      this.#revisions.push({ entry_id: entry.id, revision, at: this.#at, by: 'index', what });
    }
    if (this.#entries.length >= entriesAtOnce) this.#flush();
  }

  #lose(entry: StoredEntry): void {
    this.#counts.obsolete += 1;
    this.#settled.add(entry.id);
    const content = this.#contents.get(entry.id);
    if (content) this.#writer.putContents([{ entry: entry.id, content }]);
    const state = { position: -1, state: 'gone', status: 'obsolete', is_drifted: 0 } as const;
    this.#put({ ...entry, ...state, changed_in: this.#options.revision }, ['gone from the source']);
  }

  async #add(fresh: readonly Fresh[]): Promise<void> {
    if (fresh.length === 0) return;
    const codenames = this.#options.chooseCodenames(fresh, await this.#writer.takenCodenames());
    for (const [index, one] of fresh.entries()) {
      const codename = codenames[index] ?? '';
      const { summary } = one.row;
      this.#counts.added += 1;
      this.#put(
        {
          id: this.#free.entry++,
          ...this.#columnsOf(one),
          ...{ codename, family: familyOf(codename), revision: 1 },
          ...{ summary: columnText(summary.text), summary_source: summary.source },
          ...{ status: 'legacy', audit_status: null, owner: null, is_drifted: 0 },
        },
        [],
        one,
      );
    }
  }

  #columnsOf({ row, fileId, position }: Fresh) {
    return {
      ...{ file_id: fileId, position, kind: row.kind, name: columnText(row.name) },
      qualified_name: columnText(row.qualifiedName),
      ...{ start_line: row.span.startLine, start_column: row.span.startColumn },
      ...{ end_line: row.span.endLine, end_column: row.span.endColumn },
      visibility: row.visibility,
      variant: row.variant === undefined ? null : columnText(row.variant),
      body_hash: row.bodyHash,
      state: 'present' as const,
      changed_in: this.#options.revision,
    };
  }

  #idsOf(path: string): number[] {
    const known = this.#ids.get(path);
    if (known) return known;
    const ids: number[] = [];
    this.#ids.set(path, ids);
    return ids;
  }
}

function oldOf(entry: StoredEntry, file: string): Old {
  return {
    ...{ kind: entry.kind, qualifiedName: entry.qualified_name, variant: entry.variant, bodyHash: entry.body_hash },
    ...{ file, lines: entry.end_line - entry.start_line + 1, entry },
  };
}

function isFile({ kind }: Pick<SymbolRow, 'kind'>): boolean {
  return kind === 'module' || kind === 'script';
}

function except<T>(from: readonly T[], some: ReadonlySet<T>): T[] {
  return from.filter((one) => !some.has(one));
}

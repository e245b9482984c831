/** The search of a dictionary, kept in memory and brought in line with what changes. */
import { setImmediate } from 'node:timers/promises';
import type { DictionaryRows, SearchRow } from '../../store/dictionaryRows.ts';
import { unpackSymbol, unpackWords, wordsOf } from '../content.ts';
import { textOf } from '../edits.ts';
import { bestOf, SearchIndex, SearchIndexParts, type Hit, type SearchDocument } from './searchIndex.ts';

/** Milliseconds of work at a stretch. */
const slice = 8;
/** Changes are in an index of their own until they are this part of all. */
const rebuiltAt = 0.05;

export class DictionarySearch {
  #base = new SearchIndex([]);
  /** What has changed since the base was built. */
  #changes = new SearchIndex([]);
  #changed = new Set<number>();
  #baseRevision = 0;
  #revision = 0;
  #preparing: Promise<void> = Promise.resolve();

  /** The best first; see {@link SearchIndex.find}. */
  async find(rows: DictionaryRows, query: string, limit: number): Promise<Hit[]> {
    await this.prepare(rows);
    const hits = this.#base.find(query, limit, this.#changed);
    return bestOf([...hits, ...this.#changes.find(query, limit)], limit);
  }

  /** Reads what has changed since the last time; the first time that is everything. Who comes meanwhile waits for it. */
  async prepare(rows: DictionaryRows): Promise<void> {
    const before = this.#preparing;
    const work = before.then(() => this.#read(rows));
    this.#preparing = work.catch(() => undefined);
    await work;
  }

  async #read(rows: DictionaryRows): Promise<void> {
    const revision = (await rows.state())?.revision ?? 0;
    if (revision === this.#revision) return;
    // A database that was put back to an earlier state.
    if (revision < this.#revision) this.#baseRevision = 0;
    const changed = await rows.searchRows(this.#baseRevision);
    if (this.#baseRevision === 0 || changed.length > this.#base.size * rebuiltAt) {
      const all = this.#baseRevision === 0 ? changed : await rows.searchRows(0);
      this.#base = await indexOf(await documentsOf(rows, all));
      this.#changes = new SearchIndex([]);
      this.#changed = new Set();
      this.#baseRevision = revision;
    } else {
      this.#changes = await indexOf(await documentsOf(rows, changed));
      this.#changed = new Set(changed.map(({ id }) => id));
    }
    this.#revision = revision;
  }
}

/** Others have their turn in between. */
async function indexOf(documents: Iterable<SearchDocument>): Promise<SearchIndex> {
  const parts = new SearchIndexParts();
  let until = performance.now() + slice;
  for (const document of documents) {
    parts.add(document);
    if (performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + slice;
  }
  return new SearchIndex(parts);
}

/** `entries` are in the order of their files. */
async function documentsOf(rows: DictionaryRows, entries: readonly SearchRow[]): Promise<Iterable<SearchDocument>> {
  const files = new Set(entries.map(({ file_id }) => file_id));
  const packed = new Map(
    (await rows.fileWords(files.size > 500 ? undefined : [...files])).map((file) => [file.id, file.words]),
  );
  const aliases = new Map<number, string[]>();
  for (const { alias, entry_id } of await rows.aliases()) {
    aliases.set(entry_id, [...(aliases.get(entry_id) ?? []), alias]);
  }
  const written = new Map<number, string>();
  for (const edit of await rows.edits()) {
    const text = edit.field === 'pseudocode' ? textOf(edit) : undefined;
    if (text !== undefined) written.set(edit.entry_id, text);
  }
  for (const { id, position } of entries) {
    if (position >= 0 || written.has(id)) continue;
    const own = await rows.ownContent(id);
    written.set(id, (own && unpackSymbol(own)?.pseudocode) ?? '');
  }
  return documents(entries, packed, aliases, written);
}

function* documents(
  entries: readonly SearchRow[],
  packed: ReadonlyMap<number, Uint8Array>,
  aliases: ReadonlyMap<number, readonly string[]>,
  written: ReadonlyMap<number, string>,
): Generator<SearchDocument> {
  let file: number | undefined;
  let words: readonly string[] = [];
  for (const { id, file_id, position, codename, qualified_name, summary, state } of entries) {
    if (file_id !== file) {
      file = file_id;
      const bytes = packed.get(file_id);
      words = bytes ? unpackWords(bytes) : [];
    }
    const text = written.get(id);
    yield {
      id,
      names: [codename, qualified_name, ...(aliases.get(id) ?? [])],
      summary: wordsOf(summary),
      pseudocode: text === undefined ? (words[position] ?? '').split(' ').filter(Boolean) : wordsOf(text),
      isGone: state === 'gone',
    };
  }
}

/** Whether a dictionary is true: its entries are held against the source as it is now. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { EngineError, messageOf } from '../common/errors.ts';
import type { ExtractedSymbol } from '../protocol/cryptex.ts';
import type { IndexProgress } from '../protocol/dictionaryView.ts';
import type { DictionaryRows, ListedEntry, StoredEdit } from '../store/dictionaryRows.ts';
import { unpackContent, unpackSymbol } from './content.ts';
import { textOf } from './edits.ts';
import { extractSource } from './extraction/extractFile.ts';
import { isBalanced } from './pseudocode/check.ts';
import { templateSummaries } from './templateSummaries.ts';

export interface EntryProblem {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** 1-based */
  readonly line: number;
  readonly codename: string;
  readonly message: string;
}

export interface ValidateOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IndexProgress) => void;
}

/**
 * Problems in the order of their places: files that are not as they were indexed; spans and signatures that another look at
 * the source doesn't give; summaries that only repeat the name; pseudocode that is not balanced; codenames that two have;
 * dependencies and ports that lead nowhere. Entries that are obsolete are held to nothing but their codenames.
 *
 * @throws {EngineError} `cancelled`
 */
export async function validateDictionary(rows: DictionaryRows, options: ValidateOptions): Promise<EntryProblem[]> {
  return await new Validation(rows, options).run();
}

class Validation {
  readonly #rows: DictionaryRows;
  readonly #options: ValidateOptions;
  readonly #problems: EntryProblem[] = [];

  constructor(rows: DictionaryRows, options: ValidateOptions) {
    this.#rows = rows;
    this.#options = options;
  }

  async run(): Promise<EntryProblem[]> {
    const root = (await this.#rows.state())?.root ?? '';
    const all = await this.#rows.list({ order: 'place' });
    await this.#codenames(all);
    const entries = all.filter(({ state }) => state !== 'gone');
    const edits = new Map<number, StoredEdit[]>();
    for (const edit of await this.#rows.edits()) edits.set(edit.entry_id, [...(edits.get(edit.entry_id) ?? []), edit]);
    for (const [entry, message] of templateSummaries(entries)) this.#tell(entry, message);
    const files = Map.groupBy(entries, ({ file_id }) => file_id);
    const hashes = new Map((await this.#rows.files()).map(({ id, hash }) => [id, hash]));
    let done = 0;
    for (const [id, ofFile] of files) {
      this.#options.onProgress({ files: done, found: files.size });
      done += 1;
      await setImmediate();
      if (this.#options.signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
      const stored = await this.#symbolsOf(id, ofFile);
      await this.#file(root, hashes.get(id) ?? '', ofFile, stored);
      for (const entry of ofFile) await this.#texts(root, entry, stored.get(entry.id), edits.get(entry.id) ?? []);
    }
    return this.#problems.sort((a, b) => compare(a.file, b.file) || a.line - b.line);
  }

  /** A look at the file as it is now. */
  async #file(
    root: string,
    hash: string,
    entries: readonly ListedEntry[],
    stored: ReadonlyMap<number, ExtractedSymbol>,
  ): Promise<void> {
    const [first] = entries;
    if (!first) return;
    let symbols: readonly ExtractedSymbol[];
    try {
      symbols = (await extractSource(first.path, await readFile(join(root, first.path))))?.symbols ?? [];
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const why = isGone ? 'its file is not there' : `its file can't be read: ${messageOf(error)}`;
      for (const entry of entries) this.#tell(entry, `${why}; index again`);
      return;
    }
    const found = Map.groupBy(symbols, ({ kind, qualifiedName }) => `${kind} ${qualifiedName}`);
    for (const entry of entries) {
      const named = found.get(`${entry.kind} ${entry.qualified_name}`) ?? [];
      const here = named.find(({ span }) => isAt(entry, span));
      const [other] = named;
      if (!other) this.#tell(entry, `its file has no ${entry.kind} ${entry.qualified_name}; index again`);
      else if (!here) {
        const { startLine, endLine } = other.span;
        this.#tell(entry, `its span is not true: the source has it in lines ${startLine} to ${endLine}`);
      } else if (here.signature !== stored.get(entry.id)?.signature) {
        this.#tell(entry, `its signature is not true: the source has ${here.signature}`);
      }
      if (hash === '' && here) this.#tell(entry, 'it was imported and has not been indexed since');
    }
  }

  async #texts(
    root: string,
    entry: ListedEntry,
    symbol: ExtractedSymbol | undefined,
    edits: readonly StoredEdit[],
  ): Promise<void> {
    const written = (field: string): string | undefined => textOf(edits.find((edit) => edit.field === field));
    if (!isBalanced(written('pseudocode') ?? symbol?.pseudocode ?? '')) {
      this.#tell(entry, 'its pseudocode is not balanced');
    }
    if (!symbol) this.#tell(entry, 'what its source gave is damaged, and with it its dependencies; index again');
    const port = written('port');
    if (port === undefined || /^[a-z][a-z\d+.-]+:\/\//i.test(port)) return;
    const path = port.replace(/#.*$/, '');
    if (!(await stat(join(root, path)).catch(() => undefined))) this.#tell(entry, `its port ${path} is not there`);
  }

  async #codenames(entries: readonly ListedEntry[]): Promise<void> {
    const holders = new Map<string, ListedEntry>();
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    for (const entry of entries) {
      const other = holders.get(entry.codename.toLowerCase());
      if (other) this.#tell(entry, `${other.qualified_name} in ${other.path} has the same codename`);
      holders.set(entry.codename.toLowerCase(), entry);
    }
    for (const { alias, entry_id } of await this.#rows.aliases()) {
      const [entry, holder] = [byId.get(entry_id), holders.get(alias.toLowerCase())];
      if (entry && holder && holder !== entry) {
        this.#tell(entry, `its earlier codename ${alias} is that of ${holder.qualified_name} in ${holder.path} now`);
      }
    }
    for (const id of await this.#rows.danglingUsers()) {
      const entry = byId.get(id);
      const place = { file: entry?.path ?? '', line: entry?.start_line ?? 0, codename: entry?.codename ?? String(id) };
      this.#problems.push({ ...place, message: 'a dependency of it is not that of an entry; index again' });
    }
  }

  async #symbolsOf(file: number, entries: readonly ListedEntry[]): Promise<Map<number, ExtractedSymbol>> {
    const packed = await this.#rows.fileContent(file);
    const content = packed && unpackContent(packed);
    const symbols = new Map<number, ExtractedSymbol>();
    for (const { id, position } of entries) {
      const own = position < 0 ? await this.#rows.ownContent(id) : undefined;
      const symbol = own ? unpackSymbol(own) : content?.symbols[position];
      if (symbol) symbols.set(id, symbol);
    }
    return symbols;
  }

  #tell({ path, start_line, codename }: ListedEntry, message: string): void {
    this.#problems.push({ file: path, line: start_line, codename, message });
  }
}

function isAt(entry: ListedEntry, span: ExtractedSymbol['span']): boolean {
  return (
    entry.start_line === span.startLine &&
    entry.start_column === span.startColumn &&
    entry.end_line === span.endLine &&
    entry.end_column === span.endColumn
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

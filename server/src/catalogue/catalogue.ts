/**
 * The rules of a workspace: kept in the store, held in memory by whoever asks about them.
 *
 * A file that has the size and time that it had is not opened, one that has the content that it had is not parsed.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { messageOf } from '../common/errors.ts';
import type { CataloguePlace, CatalogueRule, CatalogueStats, CatalogueUpdate } from '../protocol/catalogue.ts';
import type { RuleFiles, StoredRuleFile } from '../store/ruleFiles.ts';
import { StoreError } from '../store/storeError.ts';
import { YaraDocument } from '../syntax/yaraDocument.ts';
import { uriOf } from '../workspace/documents.ts';
import { decodeRuleFile, largestParsed, looksLikeRules } from '../workspace/fileSystem.ts';
import { pack, unpack } from './content.ts';
import { extractFile, type ExtractedFile } from './extract.ts';
import { linkRules } from './linkRules.ts';
import { findRuleFiles, isDoubtful, type FoundFile } from './ruleFileWalk.ts';
import { statsOf } from './stats.ts';

/** A file of the catalogue. */
export interface CataloguedFile extends Omit<StoredRuleFile, 'content'> {
  readonly content: ExtractedFile;
}

export interface UpdateOptions {
  readonly signal: AbortSignal;
  /** Told once when the store can't be written: the catalogue then lives as long as this process. */
  readonly onNotice: (message: string) => void;
}

type Problem = CatalogueUpdate['problems'][number];

export class Catalogue {
  readonly #ruleFiles: RuleFiles;
  readonly #place: Pick<CataloguePlace, 'folders' | 'exclude'>;
  #files: Map<string, CataloguedFile> | undefined;
  #rules: readonly CatalogueRule[] | undefined;

  /** Nothing is read before the first update. */
  constructor(ruleFiles: RuleFiles, place: Pick<CataloguePlace, 'folders' | 'exclude'>) {
    this.#ruleFiles = ruleFiles;
    this.#place = place;
  }

  /** By path. */
  get files(): ReadonlyMap<string, CataloguedFile> {
    return this.#files ?? new Map<string, CataloguedFile>();
  }

  /** All rules, sorted by file and place. The same array until something changes. */
  get rules(): readonly CatalogueRule[] {
    this.#rules ??= linkRules([...this.files.values()]);
    return this.#rules;
  }

  stats(): CatalogueStats {
    return statsOf([...this.files.values()], this.rules);
  }

  /**
   * Brings the catalogue in line with what is on the disk, and keeps it. A file that can't be read is a problem of the
   * answer and keeps nothing else from being read.
   *
   * @throws StoreError when the store can't be read; the signal's reason when it is aborted, and then nothing is kept.
   */
  async update({ signal, onNotice }: UpdateOptions): Promise<CatalogueUpdate> {
    const before = this.#files ?? (await this.#load());
    const after = new Map<string, CataloguedFile>();
    const problems: Problem[] = [];
    const put: CataloguedFile[] = [];
    let read = 0;
    for (const found of await findRuleFiles(this.#place.folders, this.#place.exclude)) {
      const known = before.get(found.path);
      if (known?.size === found.size && known.modified === found.modified) {
        after.set(found.path, known);
        continue;
      }
      // Requests are answered in between.
      await setImmediate();
      signal.throwIfAborted();
      read += 1;
      const file = await readRules(found, known, problems);
      if (!file) continue;
      after.set(found.path, file);
      put.push(file);
    }
    const removed = [...before.keys()].filter((path) => !after.has(path));
    this.#take(after, put.length > 0 || removed.length > 0 || this.#files === undefined);
    await this.#keep(put, removed, onNotice);
    return { files: after.size, rules: this.rules.length, read, problems };
  }

  #take(files: Map<string, CataloguedFile>, isChanged: boolean): void {
    this.#files = files;
    if (isChanged) this.#rules = undefined;
  }

  async #load(): Promise<Map<string, CataloguedFile>> {
    const files = new Map<string, CataloguedFile>();
    for (const stored of await this.#ruleFiles.all()) {
      // The store may be that of several workspaces.
      if (!this.#place.folders.some((folder) => isBelow(stored.path, folder))) continue;
      const content = unpack(stored.content);
      if (content) files.set(stored.path, { ...stored, content });
    }
    return files;
  }

  async #keep(
    put: readonly CataloguedFile[],
    removed: readonly string[],
    onNotice: (message: string) => void,
  ): Promise<void> {
    if (put.length === 0 && removed.length === 0) return;
    try {
      await this.#ruleFiles.change({ put: put.map((file) => ({ ...file, content: pack(file.content) })), removed });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      onNotice(`The rule catalogue is not kept for the next time. ${error.message}`);
    }
  }
}

async function readRules(
  found: FoundFile,
  known: CataloguedFile | undefined,
  problems: Problem[],
): Promise<CataloguedFile | undefined> {
  const { path } = found;
  const report = (message: string): void => void problems.push({ file: path, message });
  if (found.size > largestParsed) {
    report(`It is larger than ${largestParsed / 1024 / 1024} MB.`);
    return undefined;
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isGone) report(`It can't be read: ${messageOf(error)}`);
    return undefined;
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (known?.hash === hash) return { ...known, ...found };
  return { ...found, hash, content: contentOf(path, bytes) };
}

function contentOf(path: string, bytes: Uint8Array): ExtractedFile {
  const nothing: ExtractedFile = { imports: [], includes: [], rules: [] };
  // Something binary that has the ending of a rule file.
  if (bytes.includes(0)) return nothing;
  const text = decodeRuleFile(bytes);
  if (isDoubtful(path) && !looksLikeRules(text)) return nothing;
  return extractFile(new YaraDocument(uriOf(path), text));
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

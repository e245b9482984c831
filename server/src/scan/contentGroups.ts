/** Finds the files of a scan that have the same content, so that it is scanned once. */
import { stat } from 'node:fs/promises';
import { systemPath } from '../common/bytePaths.ts';
import { sha256OfFile } from '../common/hashFile.ts';
import type { ScanFilesResult } from '../protocol/scanJob.ts';
import type { FoundFile } from './walk.ts';

export type FileOutcome = ScanFilesResult['outcomes'][number];

/** Smaller files are scanned in less time than they are compared in. */
const comparedBytes = 16 << 10;
/** An outcome with more places than this isn't kept for files to come. */
const keptPlaces = 1000;

/** A content, and the file that it is scanned as. */
export interface Content {
  readonly file: FoundFile;
  /** Files of this content that are told what scanning it gave. */
  readonly waiting: FoundFile[];
  outcome?: FileOutcome;
  hash?: string;
  /** What scanning it gave is of no use to other files. */
  useless?: true;
}

/** What is to be done about a file: scan it, tell what is known of its content, or nothing since it waits for that. */
export type Claim =
  | { readonly type: 'first'; readonly content: Content }
  | { readonly type: 'known'; readonly outcome: FileOutcome }
  | { readonly type: 'waits' };

/** The files of one size: only these can be alike. */
interface SizeGroup {
  /** Files that were found and not taken yet. */
  ahead: number;
  /** Taking is done one after another, so that two files of a new content can't both be its first. */
  turn: Promise<unknown>;
  readonly byIdentity: Map<string, Content>;
  readonly byHash: Map<string, Content>;
  /** Nothing to compare with has come yet. */
  unhashed: Content[];
}

/**
 * Knows files by size, then by their place on the disk (links), then by SHA-256. A content is forgotten as soon as no
 * other file can have it: what is kept is little where sizes differ, as they mostly do.
 */
export class ContentGroups {
  readonly #groups = new Map<number, SizeGroup>();
  #allFound = false;

  /** Announces a file that will be taken. */
  found({ bytes }: FoundFile): void {
    const group = this.#groups.get(bytes);
    if (group) group.ahead += 1;
    else {
      const none = { byIdentity: new Map<string, Content>(), byHash: new Map<string, Content>(), unhashed: [] };
      this.#groups.set(bytes, { ahead: 1, turn: Promise.resolve(), ...none });
    }
  }

  /** No more files will be announced. */
  end(): void {
    this.#allFound = true;
    for (const [bytes, group] of this.#groups) this.#forgetIfDone(bytes, group);
  }

  /** Leaves out an announced file. */
  pass({ bytes }: FoundFile): void {
    const group = this.#groups.get(bytes);
    if (!group) return;
    group.ahead -= 1;
    this.#forgetIfDone(bytes, group);
  }

  /** Takes an announced file. Whoever is told `first` scans it and then calls {@link settle}. */
  async take(file: FoundFile): Promise<Claim> {
    const group = this.#groups.get(file.bytes);
    if (!group) return { type: 'first', content: { file, waiting: [] } };
    group.ahead -= 1;
    const turn = group.turn.then(() => this.#place(file, group));
    group.turn = turn;
    const claim = await turn;
    this.#forgetIfDone(file.bytes, group);
    return claim;
  }

  /** Says what scanning a content gave. @returns the files that wait for that; they are the caller's now. */
  settle(content: Content, outcome: FileOutcome): FoundFile[] {
    if (isOfContent(outcome) && placesOf(outcome) <= keptPlaces) content.outcome = outcome;
    else this.#forget(content);
    return content.waiting.splice(0);
  }

  async #place(file: FoundFile, group: SizeGroup): Promise<Claim> {
    const { identity } = file;
    const same = (identity === undefined ? undefined : group.byIdentity.get(identity)) ?? (await alike(file, group));
    // Nothing is awaited from here on: what is asked of `same` stays true.
    if (same?.outcome) return { type: 'known', outcome: same.outcome };
    if (same && !same.useless) {
      same.waiting.push(file);
      return { type: 'waits' };
    }
    const content: Content = { file, waiting: [] };
    if (identity !== undefined) group.byIdentity.set(identity, content);
    if (file.bytes >= comparedBytes) group.unhashed.push(content);
    return { type: 'first', content };
  }

  #forget(content: Content): void {
    // It may be among those that are being hashed now.
    content.useless = true;
    const group = this.#groups.get(content.file.bytes);
    if (!group) return;
    if (content.file.identity !== undefined) group.byIdentity.delete(content.file.identity);
    if (content.hash === undefined) group.unhashed = group.unhashed.filter((other) => other !== content);
    else group.byHash.delete(content.hash);
  }

  #forgetIfDone(bytes: number, group: SizeGroup): void {
    if (this.#allFound && group.ahead === 0) this.#groups.delete(bytes);
  }
}

/** The content of a file, if another file has had it. */
async function alike(file: FoundFile, group: SizeGroup): Promise<Content | undefined> {
  if (file.bytes < comparedBytes || (group.unhashed.length === 0 && group.byHash.size === 0)) return undefined;
  const unhashed = group.unhashed;
  group.unhashed = [];
  for (const content of unhashed) {
    const hash = await hashOf(content.file);
    if (hash === undefined || (content.outcome && !(await isAsFound(content.file))) || content.useless) continue;
    content.hash = hash;
    group.byHash.set(hash, content);
  }
  const hash = await hashOf(file);
  return hash === undefined ? undefined : group.byHash.get(hash);
}

/** `undefined` for a file that can't be read: scanning it will say why. */
async function hashOf({ path }: FoundFile): Promise<string | undefined> {
  return sha256OfFile(systemPath(path)).catch(() => undefined);
}

/** Whether what was scanned is still what is there. */
async function isAsFound({ path, bytes, modified, changed }: FoundFile): Promise<boolean> {
  return stat(systemPath(path)).then(
    ({ size, mtimeMs, ctimeMs }) => size === bytes && mtimeMs === modified && ctimeMs === changed,
    () => false,
  );
}

/** Whether another file of the content would fare the same: not where only this one can't be read. */
export function isOfContent(outcome: FileOutcome): boolean {
  return outcome.type === 'scanned' || outcome.failure.code !== 'unreadable';
}

function placesOf(outcome: FileOutcome): number {
  if (outcome.type === 'failed') return 0;
  const patterns = outcome.result.matches.flatMap((match) => match.patterns);
  return patterns.reduce((sum, { matches }) => sum + matches.length, 0);
}

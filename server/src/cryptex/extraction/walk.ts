/** The source files of a code base. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';

export interface WalkedFile {
  readonly type: 'file';
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Nanoseconds as decimal digits. */
  readonly modified: string;
}

export interface WalkFault {
  readonly type: 'fault';
  /** Of a file or folder. */
  readonly path: string;
  readonly reason: string;
}

export interface WalkRequest {
  /** Absolute. */
  readonly root: string;
  /** Where to begin, relative to the root; empty for the root itself. */
  readonly folder: string;
  /** Globs, relative to the root; those without `/` are held against names. */
  readonly exclude: readonly string[];
  /** Whether a file's name is that of a source. */
  readonly takes: (name: string) => boolean;
}

/** Folders that are never code of one's own. */
const neverEntered: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** What a `.gitignore` says, and the folder that it is in, which ends with `/` unless it is the root. */
interface Rules {
  readonly folder: string;
  readonly ignores: Ignore;
}

/**
 * Depth first, in the order of names. What `.gitignore` files at and below the root name is left out. Symbolic links are
 * not followed, so that nothing comes twice and no cycle is entered.
 */
export async function* walkSources(request: WalkRequest): AsyncGenerator<WalkedFile | WalkFault> {
  const rules: Rules[] = [];
  // Those above the folder to begin in hold inside of it too.
  const parts = request.folder === '' ? [] : request.folder.split('/');
  for (let depth = 0; depth < parts.length; depth += 1)
    rules.push(
      ...(await rulesOf(
        request.root,
        parts
          .slice(0, depth)
          .map((part) => `${part}/`)
          .join(''),
      )),
    );
  const matches = matcher(request.exclude);
  yield* walk(request, request.folder === '' ? '' : `${request.folder}/`, rules, matches);
}

async function* walk(
  request: WalkRequest,
  folder: string,
  outer: readonly Rules[],
  isExcluded: (path: string) => boolean,
): AsyncGenerator<WalkedFile | WalkFault> {
  const { root } = request;
  let entries;
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    yield { type: 'fault', path: folder.replace(/\/$/, ''), reason: reasonOf(error) };
    return;
  }
  const hasRules = entries.some(({ name }) => name === '.gitignore');
  const rules = hasRules ? [...outer, ...(await rulesOf(root, folder))] : outer;
  const taken = entries
    .filter((entry) =>
      entry.isDirectory() ? !neverEntered.has(entry.name) : entry.isFile() && request.takes(entry.name),
    )
    .map((entry) => ({ path: folder + entry.name, isFolder: entry.isDirectory() }))
    .filter(({ path, isFolder }) => !isExcluded(path) && !isIgnored(isFolder ? `${path}/` : path, rules))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = await Promise.all(taken.filter(({ isFolder }) => !isFolder).map(({ path }) => stamped(root, path)));
  yield* files;
  for (const { path, isFolder } of taken) if (isFolder) yield* walk(request, `${path}/`, rules, isExcluded);
}

async function stamped(root: string, path: string): Promise<WalkedFile | WalkFault> {
  try {
    const { size, mtimeNs } = await stat(join(root, path), { bigint: true });
    return { type: 'file', path, size: Number(size), modified: String(mtimeNs) };
  } catch (error) {
    return { type: 'fault', path, reason: reasonOf(error) };
  }
}

async function rulesOf(root: string, folder: string): Promise<Rules[]> {
  const text = await readFile(join(root, folder, '.gitignore'), 'utf8').catch(() => undefined);
  return text === undefined ? [] : [{ folder, ignores: ignore().add(text) }];
}

/** The innermost file that says something of it decides. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { folder, ignores } of rules.toReversed()) {
    const { ignored, unignored } = ignores.test(path.slice(folder.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const spread = globs
    .map((glob) => glob.replace(/(?<=.)\/$/, ''))
    .map((glob) => (glob.includes('/') ? glob : `**/${glob}`));
  return picomatch(spread, { dot: true, nocase: process.platform === 'win32' });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

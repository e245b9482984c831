/** Scans know absolute paths; people and scripts know what they typed. */
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { glob, isDynamicPattern } from 'tinyglobby';
import { pathOf } from '../common/bytePaths.ts';
import { EngineError, messageOf } from '../common/errors.ts';

/** What a scan is to look at, until it is disposed. */
export interface Targets extends AsyncDisposable {
  /** Absolute. */
  readonly paths: string[];
  readonly shownPath: (path: string) => string;
}

/**
 * The targets of a command line and of the list that it names. `-` is what standard input gives, kept in a temporary
 * file meanwhile. A glob stands for what it matches, unless there is a file of that very name.
 *
 * @throws {EngineError} `unreadable` for the list, `invalid` when there is nothing to scan and that is not `optional`.
 */
export async function collectTargets(
  targets: readonly string[],
  list: string | undefined,
  { optional = false } = {},
): Promise<Targets> {
  if (list === '-' && targets.includes('-')) {
    throw new EngineError('invalid', 'Standard input can be the list or a target, not both.');
  }
  const named = [...targets, ...(list === undefined ? [] : await readList(list))];
  if (named.length === 0 && !optional) throw nothingToScan();
  const typed: string[] = [];
  for (const target of named) {
    if (target !== '-' && isDynamicPattern(target) && !existsSync(target)) typed.push(...(await matching(target)));
    else typed.push(target);
  }
  const temporary = typed.includes('-') ? await keepInput() : undefined;
  const files = typed.filter((target) => target !== '-');
  const spelled = spelledPaths(files);
  return {
    paths: [...files.map((target) => resolve(target)), ...(temporary ? [temporary.file] : [])],
    shownPath: (path) => (path === temporary?.file ? '-' : spelled(path)),
    [Symbol.asyncDispose]: async () => {
      if (temporary) await rm(temporary.folder, { recursive: true, force: true });
    },
  };
}

/** What is wrong where neither targets nor a list nor processes are named. */
export function nothingToScan(): EngineError {
  return new EngineError('invalid', 'There is nothing to scan: name a file, a folder or a list.');
}

async function matching(pattern: string): Promise<string[]> {
  const found = await glob(pattern, { dot: true, onlyFiles: false, expandDirectories: false });
  if (found.length === 0) throw new EngineError('unreadable', `${pattern} matches nothing.`);
  return found.sort();
}

/** Paths by lines, or by NUL where there is one, as `find -print0` gives them: then names may have line breaks. */
async function readList(list: string): Promise<string[]> {
  let bytes: Buffer;
  try {
    bytes = list === '-' ? await buffer(process.stdin) : await readFile(list);
  } catch (error) {
    throw new EngineError('unreadable', `${list} can't be read: ${messageOf(error)}`, { cause: error });
  }
  const separator = bytes.includes(0) ? '\0' : '\n';
  return bytes
    .toString('latin1')
    .split(separator)
    .map((line) => (separator === '\n' ? line.replace(/\r$/, '') : line))
    .filter((line) => line !== '')
    .map((line) => pathOf(Buffer.from(line, 'latin1')));
}

async function keepInput(): Promise<{ folder: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-input-'));
  const file = join(folder, 'stdin');
  try {
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new EngineError('unreadable', `Standard input can't be read: ${messageOf(error)}`, { cause: error });
  }
  return { folder, file };
}

/** A function that gives a path below one of `targets` the way in which that target was spelled, as `yara` shows it. */
export function spelledPaths(targets: readonly string[]): (path: string) => string {
  const spelled = targets.map((target) => ({ target, absolute: resolve(target) }));
  const exact = new Map(spelled.map(({ target, absolute }) => [absolute, target]));
  return (path) => {
    const typed = exact.get(path);
    if (typed !== undefined) return typed;
    for (const { target, absolute } of spelled) {
      const folder = absolute.endsWith(sep) ? absolute : absolute + sep;
      // Not joined, which would normalise `./samples` to `samples`.
      if (path.startsWith(folder)) return `${withoutTrailingSeparators(target)}${sep}${path.slice(folder.length)}`;
    }
    return path;
  };
}

function withoutTrailingSeparators(path: string): string {
  let end = path.length;
  while (end > 0 && (path[end - 1] === sep || path[end - 1] === '/')) end -= 1;
  return path.slice(0, end);
}

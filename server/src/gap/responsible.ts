/** Who is responsible for legacy files that nobody is named for: who has written most of them, as far as git knows. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { authorOf } from '../cryptex/owners.ts';
import type { KnownAuthor } from '../store/gapRows.ts';
import type { SourceFile } from './inventory.ts';

/** Runs of git at once. */
const atOnce = 4;

/** The commit that is checked out; undefined without git, and outside of a repository. */
export async function commitOf(root: string): Promise<string | undefined> {
  return await git(root, ['rev-parse', 'HEAD']);
}

/**
 * Of each file; what is known of the same bytes is not asked again. A history that is cut off tells only of the lines that
 * were written since.
 *
 * @returns also what was asked anew, to be kept
 */
export async function authorsOf(
  root: string,
  files: readonly SourceFile[],
  known: ReadonlyMap<string, KnownAuthor>,
  signal: AbortSignal,
): Promise<{ readonly authors: Map<string, string>; readonly fresh: KnownAuthor[] }> {
  const authors = new Map<string, string>();
  const fresh: KnownAuthor[] = [];
  const open: SourceFile[] = [];
  for (const file of files) {
    const before = known.get(file.path);
    if (before?.hash !== file.hash) open.push(file);
    else if (before.author !== null) authors.set(file.path, before.author);
  }
  if (open.length === 0) return { authors, fresh };
  const shallow = await git(root, ['rev-parse', '--is-shallow-repository']);
  if (shallow === undefined) return { authors, fresh };
  const next = open.values();
  const ask = async (): Promise<void> => {
    for (const { path, hash, lines } of next) {
      signal.throwIfAborted();
      const author = await authorOf(root, path, { startLine: 1, endLine: lines }, shallow === 'true');
      fresh.push({ path, hash, author: author ?? null });
      if (author !== undefined) authors.set(path, author);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  fresh.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { authors, fresh };
}

async function git(root: string, parameters: readonly string[]): Promise<string | undefined> {
  const options = { cwd: root, timeout: 5000, windowsHide: true };
  const { stdout } = await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', ...parameters], options).catch(
    () => ({ stdout: '' }),
  );
  const answer = stdout.trim();
  return answer === '' ? undefined : answer;
}

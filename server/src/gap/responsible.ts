/** Who is responsible for legacy files that nobody is named for: who has written most of them, as far as git knows. */
import { throwIfCancelled } from '../common/errors.ts';
import { askGit } from '../common/git.ts';
import { blame } from '../cryptex/owners.ts';
import type { KnownAuthor } from '../store/gapRows.ts';
import type { SourceFile } from './inventory.ts';

/** Runs of git at once. */
const atOnce = 4;

/** The commit that is checked out; undefined without git, and outside of a repository. */
export async function commitOf(root: string): Promise<string | undefined> {
  const { output } = await askGit(root, ['rev-parse', 'HEAD']);
  return output.trim() === '' ? undefined : output.trim();
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
  const shallow = await askGit(root, ['rev-parse', '--is-shallow-repository']);
  if (!shallow.isAnswered) return { authors, fresh };
  const isShallow = shallow.output.trim() === 'true';
  const next = open.values();
  const ask = async (): Promise<void> => {
    for (const { path, hash, lines } of next) {
      throwIfCancelled(signal);
      const { author, isFinal } = await blame(root, path, { startLine: 1, endLine: lines }, isShallow);
      // What git could not tell once it may tell the next time.
      if (isFinal) fresh.push({ path, hash, author: author ?? null });
      if (author !== undefined) authors.set(path, author);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  fresh.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { authors, fresh };
}

/** Who a code base says owns its files, in a CODEOWNERS file; else who has written most of an entry's lines. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore from 'ignore';
import { askGit } from '../common/git.ts';
import type { Span } from '../protocol/cryptex.ts';

/** In the order in which GitHub looks for it. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

export interface CodeOwners {
  /** All of the file, so that a change is noticed; empty without one. */
  readonly text: string;
  /** `path` is relative to the root of the code base, with `/`. Several owners are parted by spaces. */
  readonly ownerOf: (path: string) => string | undefined;
}

/** The rules of the repository that the code base is, or is a part of. */
export async function codeOwners(root: string): Promise<CodeOwners> {
  const repository = await repositoryOf(root);
  for (const place of places) {
    const text = await readFile(join(repository, place), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const prefix = relative(repository, root).split(sep).join('/');
    const rules = text.split(/\r?\n/).flatMap(ruleOf).reverse();
    return {
      text,
      // The last one that fits counts, also one that names nobody.
      ownerOf: (path) => rules.find(({ fits }) => fits(prefix === '' ? path : `${prefix}/${path}`))?.owners,
    };
  }
  return { text: '', ownerOf: () => undefined };
}

/** The author of most of the lines in the span, by `git blame`; undefined where git does not know. */
export async function authorOf(
  root: string,
  file: string,
  span: Pick<Span, 'startLine' | 'endLine'>,
): Promise<string | undefined> {
  return (await blame(root, file, span, false)).author;
}

export interface Blame {
  /** Undefined where all lines are new, or from before the history begins. */
  readonly author: string | undefined;
  /** Whether git has answered, and all lines are committed: then it will say the same again. */
  readonly isFinal: boolean;
}

/**
 * Who has written most of the lines.
 *
 * @param isShallow the history does not go back to the first commit: who has written the lines that it begins with is not known
 */
export async function blame(
  root: string,
  file: string,
  { startLine, endLine }: Pick<Span, 'startLine' | 'endLine'>,
  isShallow: boolean,
): Promise<Blame> {
  const lines = ['--line-porcelain', '-L', `${Math.max(1, startLine)},${Math.max(1, endLine)}`, '--', file];
  const options = ['-c', 'blame.ignoreRevsFile=', 'blame', '--no-textconv'];
  const { isAnswered, output } = await askGit(root, [...options, ...lines]);
  const counts = new Map<string, number>();
  let isCommitted = true;
  for (const [line] of output.matchAll(/^[0-9a-f]{40} .*(?:\n(?!\t).*)*/gm)) {
    const author = /^author (.+)$/m.exec(line)?.[1] ?? uncommitted;
    if (author === uncommitted) isCommitted = false;
    else if (!isShallow || !/^boundary$/m.test(line)) counts.set(author, (counts.get(author) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { author: most?.[0], isFinal: isAnswered && isCommitted };
}

/** As git says it. */
const uncommitted = 'Not Committed Yet';

function ruleOf(line: string): { fits: (path: string) => boolean; owners: string | undefined }[] {
  const [pattern, ...owners] = line.replace(/(^|\s)#.*$/, '').match(/(?:\\.|\S)+/g) ?? [];
  if (pattern === undefined || pattern.startsWith('!') || pattern.startsWith('[')) return [];
  const matcher = ignore().add(pattern);
  const named = owners.join(' ');
  return [{ fits: (path) => matcher.ignores(path), owners: named === '' ? undefined : named }];
}

async function repositoryOf(root: string): Promise<string> {
  for (let at = root; ; at = dirname(at)) {
    if (await stat(join(at, '.git')).catch(() => undefined)) return at;
    if (dirname(at) === at) return root;
  }
}

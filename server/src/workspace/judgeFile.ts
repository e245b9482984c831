/**
 * Whose word on a file counts.
 *
 * A file is judged on its own. If that fails and other files include it, it may be one that is only valid when
 * included: then the compile roots that lead to it are judged instead, and what they say of this file is shown.
 * Compile roots from the settings are taken at once.
 */
import type { Diagnostic } from '../language/diagnostics.ts';
import type { Judgement } from './judge.ts';

export interface FileJudgement {
  /** By absolute path: of the file itself and, where it was its own root, of the files that it includes. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  /** The compile root whose word counts: the file itself, or one that includes it. */
  readonly root: string;
  /** Whether libyara takes that root with all that it includes. */
  readonly compiles: boolean;
  /** The other files that went into it. */
  readonly taken: ReadonlySet<string>;
  readonly milliseconds: number;
}

export interface FileRequest {
  readonly path: string;
  /** Whether the tree has errors: then no root can make the file valid. */
  readonly hasSyntaxErrors: boolean;
  readonly judgeRoot: (path: string) => Promise<Judgement>;
  readonly configuredRoots: () => Promise<readonly string[]>;
  readonly includingRoots: () => Promise<readonly string[]>;
}

export async function judgeFile(request: FileRequest): Promise<FileJudgement> {
  const { path } = request;
  const configured = await request.configuredRoots();
  if (configured.length > 0) {
    return await throughRoots(path, configured, request.judgeRoot);
  }
  const own = await request.judgeRoot(path);
  if (!request.hasSyntaxErrors && errorCount(own.diagnostics.get(path)) > 0) {
    const roots = await request.includingRoots();
    if (roots.length > 0) {
      return await throughRoots(path, roots, request.judgeRoot);
    }
  }
  const { diagnostics, compiles, milliseconds } = own;
  return { diagnostics, root: path, compiles, taken: takenBy(own), milliseconds };
}

/** What the roots say of this one file. Where they differ, the one that finds least wrong with it is right. */
async function throughRoots(
  path: string,
  roots: readonly string[],
  judgeRoot: FileRequest['judgeRoot'],
): Promise<FileJudgement> {
  const taken = new Set(roots);
  let best: { said: readonly Diagnostic[]; root: string; compiles: boolean } | undefined;
  let milliseconds = 0;
  for (const root of roots) {
    const judgement = await judgeRoot(root);
    milliseconds += judgement.milliseconds;
    takenBy(judgement).forEach((file) => taken.add(file));
    const said = judgement.diagnostics.get(path) ?? [];
    if (best === undefined || errorCount(said) < errorCount(best.said)) {
      best = { said, root, compiles: judgement.compiles };
    }
    if (errorCount(best.said) === 0) {
      break;
    }
  }
  taken.delete(path);
  const { said, root, compiles } = best ?? { said: [], root: path, compiles: false };
  return { diagnostics: new Map([[path, said]]), root, compiles, taken, milliseconds };
}

function takenBy(judgement: Judgement): Set<string> {
  return new Set(judgement.includes.flatMap(({ resolved }) => (resolved === undefined ? [] : [resolved])));
}

function errorCount(diagnostics: readonly Diagnostic[] | undefined): number {
  return diagnostics?.filter(({ severity }) => severity === 'error').length ?? 0;
}

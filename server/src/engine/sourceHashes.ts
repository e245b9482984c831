/** What rules are made of, by its content: the sources and what they include. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { EngineError, messageOf } from '../common/errors.ts';
import type { CompileJob, CompileResult } from '../protocol/compileJob.ts';

type RuleSource = CompileJob['sources'][number];

/** A source of rules, and the SHA-256 of its bytes in hexadecimal. */
export type HashedSource = RuleSource & { readonly sha256: string };

/**
 * The worker reads the file itself, which is cheaper than sending it, and refuses it if it no longer has this hash.
 * Whoever has read the file already gives the hash with it.
 *
 * @throws {EngineError} `unreadable`
 */
export async function hashSource(source: RuleSource): Promise<HashedSource> {
  if (source.sha256 !== undefined) return { ...source, sha256: source.sha256 };
  if (source.bytes) return { ...source, sha256: sha256Of(source.bytes) };
  try {
    return { ...source, sha256: await hashOf(source.path) };
  } catch (error) {
    throw new EngineError('unreadable', `${source.path} can't be read: ${messageOf(error)}`, { cause: error });
  }
}

/** SHA-256 of a file's content, in hexadecimal. @throws what reading throws. */
export async function hashOf(path: string): Promise<string> {
  return sha256Of(await readFile(path));
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether every include would still find the same text in the same place. */
export async function includesUnchanged(includes: CompileResult['includes']): Promise<boolean> {
  const checks = includes.map(async ({ resolved, sought = [], sha256 }) => {
    if (resolved === undefined || (await hashOf(resolved).catch(() => undefined)) !== sha256) return false;
    const appeared = await Promise.all(
      sought.map(async (path) =>
        stat(path).then(
          () => true,
          () => false,
        ),
      ),
    );
    return !appeared.includes(true);
  });
  return !(await Promise.all(checks)).includes(false);
}

/** The rule files of a workspace, with what tells that one has changed. */
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { glob } from 'tinyglobby';

export interface FoundFile {
  readonly path: string;
  readonly size: number;
  /** Nanoseconds as decimal digits. */
  readonly modified: string;
}

/** The endings of rule files; of the last, only what looks like rules counts. */
export const ruleFileEndings = ['yar', 'yara', 'rule'];

/** Whether the content has to show that it is one of rules. */
export function isDoubtful(path: string): boolean {
  return extname(path).toLowerCase() === '.rule';
}

/**
 * Rule files below the folders, each once and sorted; of a folder that can't be read there are none. Symbolic links to
 * folders are not followed, so that no file comes under two names.
 *
 * @param exclude globs, relative to each folder
 */
export async function findRuleFiles(folders: readonly string[], exclude: readonly string[]): Promise<FoundFile[]> {
  const ignore = ['**/node_modules/**', '**/.git/**', ...exclude];
  const options = { absolute: true, ignore, followSymbolicLinks: false, dot: true, caseSensitiveMatch: false };
  const found = new Set<string>();
  for (const cwd of folders) {
    const paths = await glob(`**/*.{${ruleFileEndings.join(',')}}`, { ...options, cwd });
    paths.forEach((path) => found.add(path));
  }
  const files = await Promise.all([...found].sort().map((path) => stamped(path)));
  return files.filter((file) => file !== undefined);
}

/** Undefined for what is no file any more, or none that may be opened, as a FIFO of that name. */
async function stamped(path: string): Promise<FoundFile | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats?.isFile() ? { path, size: Number(stats.size), modified: String(stats.mtimeNs) } : undefined;
}

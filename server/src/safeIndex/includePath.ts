/** Where an include leads, and how it is written from elsewhere. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';

export interface FoundInclude {
  /** Absolute; its folder is the real one, so that `..` can be put before it. */
  readonly path: string;
  /** Whether libyara finds it by itself from the including file: no include directory, no backslash made a slash. */
  readonly direct: boolean;
}

/**
 * Looks where the engine looks, in its order: first beside the including file, then in the include directories, and
 * the same again with backslashes read as slashes.
 *
 * @param folder of the including file, as a real path
 * @returns undefined where nothing is
 */
export async function findInclude(
  spelled: string,
  folder: string,
  includeDirectories: readonly string[],
): Promise<FoundInclude | undefined> {
  const spellings = [spelled];
  if (sep === '/' && spelled.includes('\\')) spellings.push(spelled.replaceAll('\\', '/'));
  for (const spelling of spellings) {
    const folders = isAbsolute(spelling) ? [''] : [folder, ...includeDirectories];
    for (const start of folders) {
      const path = await whole(start === '' ? spelling : start + sep + spelling);
      if (path !== undefined) return { path, direct: spelling === spelled && start === folder };
    }
  }
  return undefined;
}

/** The path with its folders made real: without that, a `..` behind a link would lead elsewhere. */
async function whole(path: string): Promise<string | undefined> {
  try {
    // Not resolved before: where a folder is a link, its `..` is another one.
    if (!(await stat(path)).isFile()) return undefined;
    return join(await realpath(dirname(path)), basename(path));
  } catch {
    return undefined;
  }
}

/** The real folder of a file that may not be there yet. @throws when there is no such folder */
export async function inRealFolder(path: string): Promise<string> {
  return join(await realpath(dirname(path)), basename(path));
}

/** What stands between the quotes of an include in `folder`; undefined where no include could name the file. */
export function spelledFrom(folder: string, path: string): string | undefined {
  const way = relative(folder, path).split(sep).join('/');
  const spelled = isAbsolute(way) || way.startsWith('../') ? way : `./${way}`;
  return /["\n\r]/.test(spelled) ? undefined : spelled;
}

/** The path that a spelling in a file means: UTF-8 where its bytes are that. */
export function decodedPath(binary: string): string {
  const bytes = Buffer.from(binary, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : binary;
}

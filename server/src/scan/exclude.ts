/** Which files and folders a scan leaves out. */
import { basename, isAbsolute, relative, sep } from 'node:path';
import picomatch from 'picomatch';

/** Whether the file or folder at `path`, found below `target`, is left out. */
export type Excluded = (path: string, target: string) => boolean;

const options: picomatch.PicomatchOptions = { dot: true, nocase: process.platform === 'win32' };

/**
 * Globs without a `/` are held against names, absolute ones against whole paths, others against the path below the
 * target. `*` also takes hidden files. A folder that is left out is not entered.
 */
export function excluder(globs: readonly string[]): Excluded {
  if (globs.length === 0) return () => false;
  const trimmed = globs.map((glob) => glob.replace(/(?<=.)\/$/, ''));
  const names = matcher(trimmed.filter((glob) => !glob.includes('/')));
  const absolute = matcher(trimmed.filter((glob) => isAbsolute(glob)));
  const below = matcher(trimmed.filter((glob) => glob.includes('/') && !isAbsolute(glob)));
  return (path, target) =>
    names(basename(path)) || absolute(slashes(path)) || (path !== target && below(slashes(relative(target, path))));
}

function matcher(globs: readonly string[]): (text: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], options);
}

function slashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/**
 * The files that `yara` scans for a folder or a list, in its order and spelled as it spells them. Unlike the walk of
 * `cryptex scan` it goes where links lead as often as they lead there, as `yara` does.
 */
import { opendirSync, readFileSync, readlinkSync, statSync, type Stats } from 'node:fs';

export interface FolderOptions {
  readonly recursive: boolean;
  readonly followLinks: boolean;
  /** Leave out links whose target begins with `..`, as `yara` 4.5 does. */
  readonly skipParentLinks: boolean;
  /** Files of this size or above are left out; 0 for none. */
  readonly skipLarger: number;
  readonly onSkipped: (path: string, bytes: number) => void;
}

export interface Target {
  readonly path: string;
  /** Unknown for a file of a list. */
  readonly bytes?: number;
}

export function isFolder(path: string): boolean {
  return statusOf(path)?.isDirectory() ?? false;
}

/** In the order in which the system lists them, folders where they stand. */
export function* folderTargets(folder: string, options: FolderOptions): Generator<Target> {
  let entries;
  try {
    entries = opendirSync(folder);
  } catch {
    return;
  }
  try {
    for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
      const path = `${folder}/${entry.name}`;
      if (entry.isSymbolicLink() && skipsLink(path, options)) continue;
      const status = statusOf(path);
      if (status?.isFile()) {
        if (options.skipLarger > 0 && status.size >= options.skipLarger) options.onSkipped(path, status.size);
        else yield { path, bytes: status.size };
      } else if (status?.isDirectory() && options.recursive) yield* folderTargets(path, options);
    }
  } finally {
    entries.closeSync();
  }
}

/** Of a file with a path on each line. @throws {Error} when it can't be read. */
export function* listTargets(list: string, options: FolderOptions): Generator<Target> {
  const lines = readFileSync(list, 'utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const path of lines) {
    if (isFolder(path)) yield* folderTargets(path, options);
    else yield { path };
  }
}

/** Links that only lead back to where they are, and all links where they are not wanted. */
function skipsLink(path: string, { followLinks, skipParentLinks }: FolderOptions): boolean {
  if (!followLinks) return true;
  try {
    const target = readlinkSync(path);
    return target === '.' || (skipParentLinks && target.startsWith('..'));
  } catch {
    return true;
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Where the store lies. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cacheFolder, type Machine } from '../common/paths.ts';
import type { StoreChoice } from '../protocol/history.ts';

const fileName = 'cryptex.sqlite';

export interface StorePlace {
  /** What `--store` or the setting names. */
  readonly named?: string | undefined;
  /** The folder to start from, the working directory or a folder of the workspace. Absolute. */
  readonly folder: string;
}

/** The database of the user, in the cache folder. Absolute. */
export function userStorePath(machine: Partial<Machine> = {}): string {
  return join(cacheFolder(machine), 'store', fileName);
}

/**
 * The absolute path of the database: {@link intendedStorePath}, or one for the user, in the cache folder. Nothing is
 * created here.
 */
export function storePath(place: StorePlace, machine: Partial<Machine> = {}): string {
  return intendedStorePath(place, machine) ?? userStorePath(machine);
}

/**
 * The database that somebody wants to be used: the file that is named; `CRYPTEX_STORE`; or the one in the nearest folder
 * above `folder` that has a `.cryptex` folder.
 */
export function intendedStorePath({ named, folder }: StorePlace, { env }: Partial<Machine> = {}): string | undefined {
  const explicit = named ?? (env ?? process.env)['CRYPTEX_STORE'];
  if (explicit) return resolve(folder, explicit);
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, '.cryptex');
    if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory()) return join(candidate, fileName);
    if (dirname(at) === at) return undefined;
  }
}

/**
 * The database for the scans of a workspace: the intended one, or one in a `.cryptex` folder that the workspace need not
 * have yet; that of the user without a workspace.
 */
export function workspaceStorePath({ named, folder }: StoreChoice, machine: Partial<Machine> = {}): string {
  const { home = homedir() } = machine;
  return (
    intendedStorePath({ named, folder: folder ?? home }, machine) ??
    (folder === undefined ? userStorePath(machine) : join(folder, '.cryptex', fileName))
  );
}

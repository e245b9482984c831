/** The places where libyara may be, in the order in which they are tried. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import type { EngineCandidate } from '../../../server/src/protocol/engineInfo.ts';
import { bySoname } from './soname.ts';
import { systemLibraries } from './system.ts';

export interface Place {
  readonly path: string;
  readonly origin: EngineCandidate['origin'];
  /** Named by a person, who wants this one or to be told why not. */
  readonly explicit: boolean;
}

export interface SearchOptions {
  /** The setting `yara.libyara.path`. */
  readonly setting?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where the copy for this platform that the package carries would be. */
  readonly packageFolders: readonly string[];
}

/** Later places are looked up only when earlier ones didn't do. */
export function* places(options: SearchOptions): Iterable<Place> {
  yield* ownPlaces(options);
  for (const path of systemLibraries(options.env ?? process.env)) yield { path, origin: 'system', explicit: false };
}

/** Those before the system's, which take a program to find out and so are not looked up for a report. */
export function* ownPlaces({ setting, env = process.env, packageFolders }: SearchOptions): Iterable<Place> {
  if (setting) yield { path: setting, origin: 'setting', explicit: true };
  const variable = env['CRYPTEX_LIBYARA'];
  if (variable) yield { path: variable, origin: 'environment', explicit: true };
  for (const folder of packageFolders) yield* inFolder(join(folder, 'libyara'), 'package');
  yield* obtained(cacheFolder({ env }));
}

/** What `obtainLibyara` unpacked, the newest first. */
function* obtained(cache: string): Iterable<Place> {
  const root = join(cache, 'debian', 'libyara', 'root', 'usr', 'lib');
  for (const folder of [root, ...list(root).map((name) => join(root, name))]) yield* inFolder(folder, 'cache');
}

const libraryName = /^(libyara(\.so(\.\d+)?|(\.\d+)?\.dylib)|(lib)?yara(64)?\.dll)$/;

function* inFolder(folder: string, origin: Place['origin']): Iterable<Place> {
  const names = list(folder).filter((entry) => libraryName.test(entry));
  for (const entry of names.sort(bySoname)) yield { path: join(folder, entry), origin, explicit: false };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

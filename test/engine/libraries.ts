/** The libraries that the engine is tested against, each with `yara` and `yarac` of the same version as oracles. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'vitest';
import { messageOf } from '../../server/src/common/errors.ts';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { obtainTestLibraries } from '../../native/libyara/obtain/libyaraPackages.ts';

export interface TestedLibrary {
  readonly version: '4.2.3' | '4.5.2';
  /** The shared library. */
  readonly path: string;
  readonly yara: string;
  readonly yarac: string;
  /** For the two programs. */
  readonly env: NodeJS.ProcessEnv;
}

const { libraries, missing } = await obtain();

/** The newest library; undefined where none can be had. */
export const newestLibrary: TestedLibrary | undefined = libraries.at(-1);

/** Runs the tests against each library; where one can't be had they count as skipped, with the reason in the name. */
export function forEachLibrary(define: (library: TestedLibrary) => void): void {
  for (const library of libraries) describe(`libyara ${library.version}`, () => define(library));
  if (missing !== undefined) describe.skip('libyara', () => it(`needs libraries that can't be had: ${missing}`));
}

/** The folder of a corpus, or undefined where the corpora are absent: they are read in place. */
export function corpus(...path: readonly string[]): string | undefined {
  const folder = process.env['CRYPTEX_CORPORA'] ?? resolve(import.meta.dirname, '../../../shared/corpora');
  const found = join(folder, ...path);
  return existsSync(found) ? found : undefined;
}

async function obtain(): Promise<{ libraries: readonly TestedLibrary[]; missing: string | undefined }> {
  try {
    const obtained = await obtainTestLibraries({ cache: cacheFolder(), log: console.log });
    return { libraries: obtained.map(({ version, packages }) => tested(version, packages)), missing: undefined };
  } catch (error) {
    return { libraries: [], missing: messageOf(error).split('\n')[0] ?? '' };
  }
}

function tested(
  version: TestedLibrary['version'],
  { root, libraryPath }: { readonly root: string; readonly libraryPath: readonly string[] },
): TestedLibrary {
  const files = libraryPath.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const path = files.find((file) => /libyara\.so\.\d+$/.test(file));
  if (path === undefined) throw new Error(`${root} has no libyara.`);
  const bin = join(root, 'usr/bin');
  const env = { ...process.env, LD_LIBRARY_PATH: libraryPath.join(':') };
  return { version, path, yara: join(bin, 'yara'), yarac: join(bin, 'yarac'), env };
}

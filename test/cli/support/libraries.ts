/** The libraries to test with, and the programs of the same version as oracles. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readDebianPackages } from '../../../native/libyara/obtain/debianPackages.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import { root } from './cryptex.ts';

export interface Library {
  readonly version: string;
  /** The shared library, for CRYPTEX_LIBYARA. */
  readonly path: string;
  /** `yara` of the same version, and the environment in which it finds the library. */
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs that program; answers what it prints. */
  readonly yara: (args: readonly string[], cwd?: string) => Promise<{ stdout: string; stderr: string }>;
}

const releases = [
  { version: '4.2.3', name: 'yara-4.2', file: 'libyara.so.9' },
  { version: '4.5.2', name: 'yara-4.5', file: 'libyara.so.10' },
];

/** What `npm run setup` has obtained; a test that misses one is skipped by its name. */
export async function testLibraries(): Promise<(Library | { readonly version: string; readonly path: undefined })[]> {
  return Promise.all(
    releases.map(async ({ version, name, file }) => {
      const packages = await readDebianPackages(join(cacheFolder(), 'debian', name));
      const path = packages?.libraryPath.map((folder) => join(folder, file)).find((candidate) => existsSync(candidate));
      if (!packages || path === undefined) return { version, path: undefined };
      const program = join(packages.root, 'usr', 'bin', 'yara');
      const environment = { ...process.env, LD_LIBRARY_PATH: packages.libraryPath.join(':') };
      const yara: Library['yara'] = (args, cwd) =>
        promisify(execFile)(program, args, { env: environment, cwd, maxBuffer: 1 << 30, encoding: 'utf8' });
      return { version, path, program, environment, yara };
    }),
  );
}

/** A folder of the shared corpora, where this machine has them: CRYPTEX_CORPORA, or beside the checkout. */
export async function corpus(name: string): Promise<string | undefined> {
  const folder = join(process.env['CRYPTEX_CORPORA'] ?? join(root, '..', 'shared', 'corpora'), name);
  return (await readdir(folder).catch(() => [])).length > 0 ? folder : undefined;
}

import { readDistribution } from './aptSources.ts';
import { obtainDebianPackages, type DebianPackages, type DebianRequest } from './debianPackages.ts';
import { ObtainError } from './obtainError.ts';

type Options = Pick<DebianRequest, 'cache' | 'log' | 'signal'>;

/** A libyara that the tests run against, with the programs of the same version as oracles. */
export interface TestLibrary {
  readonly version: '4.2.3' | '4.5.2';
  readonly packages: DebianPackages;
}

/** Debian bookworm's own release and its backport: one of each layout. */
const testReleases = [
  { version: '4.2.3', suite: 'bookworm', library: 'libyara9', name: 'yara-4.2' },
  { version: '4.5.2', suite: 'bookworm-backports', library: 'libyara10', name: 'yara-4.5' },
] as const;

/**
 * Obtains libyara for this user into `<cache>/debian/libyara`, where the search finds it: the release's backport where
 * there is one, otherwise the release's own. Needs neither root nor a compiler; Debian and Ubuntu only.
 *
 * @throws {ObtainError}
 */
export async function obtainLibyara(options: Options): Promise<DebianPackages> {
  const { codename } = await readDistribution();
  const failures: string[] = [];
  for (const suite of [`${codename}-backports`, undefined]) {
    // The package is named after the library's binary interface.
    for (const library of ['libyara10', 'libyara9']) {
      try {
        return await obtainDebianPackages({ ...options, packages: [library], suite, name: 'libyara' });
      } catch (error) {
        if (!(error instanceof ObtainError) || error.code !== 'not-found') throw error;
        failures.push(error.message);
      }
    }
  }
  throw new ObtainError('not-found', failures.join('\n'), 'sudo apt-get install yara');
}

/**
 * Obtains the libraries of the test matrix with `yara` and `yarac` of the same versions. On another release than bookworm
 * its packages are not to be had, and mixing them in would not be sound.
 *
 * @throws {ObtainError}
 */
export async function obtainTestLibraries(options: Options): Promise<TestLibrary[]> {
  const found: TestLibrary[] = [];
  for (const { version, suite, library, name } of testReleases) {
    found.push({
      version,
      packages: await obtainDebianPackages({ ...options, packages: ['yara', library], suite, name }),
    });
  }
  return found;
}

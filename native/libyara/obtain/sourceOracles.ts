/** What the extraction of C is measured with: YARA's own source, and a program that finds calls in it. */
import { readDistribution } from './aptSources.ts';
import { findDebianPackages, obtainDebianPackages, type DebianPackages, type DebianRequest } from './debianPackages.ts';
import { findDebianSource, obtainDebianSource } from './debianSource.ts';
import { ObtainError } from './obtainError.ts';

type Options = Pick<DebianRequest, 'cache' | 'log' | 'signal'>;

const cflow = { packages: ['cflow'], name: 'cflow' };

/** A mirror need not carry the source of each package that it has: the newer release stands in for the older one. */
const releases = [
  { version: '4.2.3', backport: false, name: 'yara-source-4.2' },
  { version: '4.5.2', backport: true, name: 'yara-source-4.5' },
];

export interface SourceOracles {
  readonly cflow: DebianPackages;
  /** The root of YARA's source. */
  readonly source: string;
  readonly version: string;
}

/** @throws {ObtainError} */
export async function obtainSourceOracles(options: Options): Promise<SourceOracles> {
  const found = await findSourceOracles(options.cache);
  if (found) return found;
  const { codename } = await readDistribution();
  const obtained = await obtainDebianPackages({ ...options, ...cflow });
  const failures: string[] = [];
  for (const { version, backport, name } of releases) {
    const suite = backport ? `${codename}-backports` : codename;
    try {
      const source = await obtainDebianSource({ ...options, source: 'yara', suite, name });
      return { cflow: obtained, source, version };
    } catch (error) {
      if (!(error instanceof ObtainError) || error.code === 'cancelled') throw error;
      failures.push(error.message);
    }
  }
  throw new ObtainError('not-found', failures.join('\n'));
}

/** What an earlier call has obtained. */
export async function findSourceOracles(cache: string): Promise<SourceOracles | undefined> {
  const found = await findDebianPackages({ ...cflow, cache, suite: undefined });
  for (const { version, name } of releases) {
    const source = findDebianSource({ cache, name });
    if (found && source !== undefined) return { cflow: found, source, version };
  }
  return undefined;
}

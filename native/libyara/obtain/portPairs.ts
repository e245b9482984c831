/** What the gap audit is measured with: two programs in C, and their ports to Rust by other people. */
import { readDistribution } from './aptSources.ts';
import type { DebianRequest } from './debianPackages.ts';
import { findDebianSource, obtainDebianSource } from './debianSource.ts';
import { ObtainError } from './obtainError.ts';

type Options = Pick<DebianRequest, 'cache' | 'log' | 'signal'>;

export interface PortPair {
  readonly name: 'coreutils' | 'sudo';
  /** The roots of the sources. */
  readonly legacy: string;
  readonly port: string;
}

const pairs = [
  { name: 'coreutils', legacy: 'coreutils', port: 'rust-coreutils' },
  { name: 'sudo', legacy: 'sudo', port: 'rust-sudo-rs' },
] as const;

/** A mirror need not carry the source of each package that it has: a newer release stands in for an older one. */
const suites = (codename: string): string[] => [codename, 'trixie', 'sid'];

/** @throws {ObtainError} */
export async function obtainPortPairs(options: Options): Promise<PortPair[]> {
  const found = findPortPairs(options.cache);
  if (found) return found;
  const { codename } = await readDistribution();
  for (const source of pairs.flatMap(({ legacy, port }) => [legacy, port]))
    await obtainSource(source, codename, options);
  const obtained = findPortPairs(options.cache);
  if (!obtained) throw new ObtainError('failed', 'The sources were obtained, and are not there.');
  return obtained;
}

/** What an earlier call has obtained. */
export function findPortPairs(cache: string): PortPair[] | undefined {
  const found = pairs.flatMap(({ name, legacy, port }): PortPair[] => {
    const [here, there] = [
      findDebianSource({ cache, name: `${legacy}-source` }),
      findDebianSource({ cache, name: `${port}-source` }),
    ];
    return here !== undefined && there !== undefined ? [{ name, legacy: here, port: there }] : [];
  });
  return found.length === pairs.length ? found : undefined;
}

async function obtainSource(source: string, codename: string, options: Options): Promise<void> {
  const failures: string[] = [];
  for (const suite of new Set(suites(codename))) {
    try {
      await obtainDebianSource({ ...options, source, suite, name: `${source}-source` });
      return;
    } catch (error) {
      if (!(error instanceof ObtainError) || error.code === 'cancelled') throw error;
      failures.push(error.message);
    }
  }
  throw new ObtainError('not-found', failures.join('\n'));
}

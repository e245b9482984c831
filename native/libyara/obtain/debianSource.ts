/** Obtains what a Debian package is made from: the source as its authors have released it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Apt } from './apt.ts';
import { distributionSources, readDistribution, withSuite } from './aptSources.ts';
import { patience, type DebianRequest } from './debianPackages.ts';
import { withLock } from './lock.ts';
import { ObtainError } from './obtainError.ts';
import { run } from './run.ts';

export interface SourceRequest extends Pick<DebianRequest, 'cache' | 'log' | 'signal'> {
  /** Of the source package. */
  readonly source: string;
  /** Such as `bookworm`. */
  readonly suite: string;
  /** Folder below `<cache>/debian`. */
  readonly name: string;
}

/** The folder of an earlier call, if there is one; what is there is complete. */
export function findDebianSource({ cache, name }: Pick<SourceRequest, 'cache' | 'name'>): string | undefined {
  const folder = join(cache, 'debian', name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Answers the folder of the unpacked source, without the distribution's changes. apt has checked what it downloads; no
 * script is run.
 *
 * @throws {ObtainError}
 */
export async function obtainDebianSource(request: SourceRequest): Promise<string> {
  const lock = join(request.cache, 'debian', 'lock');
  return (
    findDebianSource(request) ??
    (await withLock(lock, patience, request.signal, async () => findDebianSource(request) ?? (await fetch(request))))
  );
}

async function fetch({ cache, log, signal, source, suite, name }: SourceRequest): Promise<string> {
  const options = { timeout: patience, signal };
  const distribution = await readDistribution();
  const configured = await distributionSources(distribution, options);
  const sources = withSuite(configured, distribution.codename, suite);
  const folder = join(cache, 'debian');
  const key = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 12);
  const apt = await Apt.in(join(folder, `apt-source-${key}`), sources, options, 'deb-src');
  const temporary = await mkdtemp(join(folder, `.${name}-`));
  try {
    log?.(`Obtaining the source of ${source} from ${suite}`);
    await apt.update();
    const archive = join(temporary, 'release.tar');
    await apt.downloadRelease(source, suite, archive);
    const root = join(temporary, 'root');
    await mkdir(root);
    const args = ['--extract', '--file', archive, '--strip-components=1', '--no-same-owner', '-C', root];
    const unpacked = await run('tar', args, options);
    if (unpacked.code !== 0)
      throw new ObtainError('failed', `The source of ${source} can't be unpacked: ${unpacked.stderr.trim()}`);
    await rename(root, join(folder, name));
    return join(folder, name);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

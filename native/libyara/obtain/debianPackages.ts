/**
 * Obtains Debian and Ubuntu packages with neither root nor a compiler: downloads them from the mirror that apt is
 * configured with, together with the dependencies that this machine lacks, and unpacks them into the cache. Nothing is
 * installed and no package's script is run.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { Apt } from './apt.ts';
import { distributionSources, readDistribution, withSuite } from './aptSources.ts';
import { libraryFolders } from './libraryFolders.ts';
import { withLock } from './lock.ts';
import { ObtainError } from './obtainError.ts';
import { run } from './run.ts';

export interface DebianRequest {
  /** `name` or `name=version`. */
  readonly packages: readonly string[];
  /** Such as `bookworm-backports`; the release's usual choice without it. */
  readonly suite?: string | undefined;
  /** The program's cache folder (see `cacheFolder`). */
  readonly cache: string;
  /** Folder below `<cache>/debian`, one a purpose: asking for something else under the same name replaces it. */
  readonly name: string;
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const Manifest = v.object({
  packages: v.array(v.string()),
  suite: v.nullable(v.string()),
  /** Of the machine that it was obtained on: the libraries that were left out are those that it had. */
  machine: v.string(),
  /** What was unpacked. */
  contents: v.array(v.object({ name: v.string(), version: v.string() })),
});
export type DebianManifest = v.InferOutput<typeof Manifest>;

export interface DebianPackages {
  /** The unpacked file tree: a program of the package lies at `<root>/usr/bin`. */
  readonly root: string;
  /** Folders of shared libraries below `root`, for `LD_LIBRARY_PATH` or for loading by absolute path. */
  readonly libraryPath: readonly string[];
  readonly manifest: DebianManifest;
}

/** Milliseconds for one command of apt, and for another process to finish its download. */
export const patience = 10 * 60 * 1000;

/**
 * Obtains the packages, or returns what an earlier call with the same request unpacked. Safe to call from several
 * processes at once; a run that is interrupted leaves nothing that a later one would take for complete.
 *
 * @throws {ObtainError} naming the packages and the command that would install them.
 */
export async function obtainDebianPackages(request: DebianRequest): Promise<DebianPackages> {
  const found = await findDebianPackages(request);
  if (found) return found;
  const command = `sudo apt-get install ${request.suite ? `-t ${request.suite} ` : ''}${request.packages.join(' ')}`;
  try {
    for (const name of request.packages) {
      if (!/^[a-z0-9][a-z0-9+.-]*(=[A-Za-z0-9.+~:-]+)?$/.test(name))
        throw new ObtainError('not-found', `${name} is not a package name.`);
    }
    const lock = join(request.cache, 'debian', 'lock');
    return await withLock(
      lock,
      patience,
      request.signal,
      async () => (await findDebianPackages(request)) ?? (await fetch(request)),
    );
  } catch (error) {
    if (!(error instanceof ObtainError) || error.command !== undefined || error.code === 'cancelled') throw error;
    const offered = process.platform === 'linux' ? command : undefined;
    throw new ObtainError(error.code, `${request.packages.join(', ')}: ${error.message}`, offered, { cause: error });
  }
}

/** What an earlier run unpacked for the same request on the same release, if anything. */
export async function findDebianPackages(
  request: Pick<DebianRequest, 'packages' | 'suite' | 'cache' | 'name'>,
): Promise<DebianPackages | undefined> {
  const found = await readDebianPackages(join(request.cache, 'debian', request.name));
  if (!found) return undefined;
  const wanted = JSON.stringify([[...request.packages].sort(), request.suite ?? null, await machineId()]);
  const { packages, suite, machine } = found.manifest;
  return JSON.stringify([packages, suite, machine]) === wanted ? found : undefined;
}

/** What `folder`, a folder below `<cache>/debian`, holds; undefined unless it is complete. */
export async function readDebianPackages(folder: string): Promise<DebianPackages | undefined> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = v.safeParse(v.pipe(v.string(), v.parseJson(), Manifest), text);
  if (!manifest.success) return undefined;
  const root = join(folder, 'root');
  return { root, libraryPath: await libraryFolders(root), manifest: manifest.output };
}

async function machineId(): Promise<string> {
  const { id, codename } = await readDistribution();
  return `${id} ${codename} ${process.arch}`;
}

async function fetch(request: DebianRequest): Promise<DebianPackages> {
  const { log, signal, suite } = request;
  const options = { timeout: patience, signal };
  const distribution = await readDistribution();
  const configured = await distributionSources(distribution, options);
  const sources = suite === undefined ? configured : withSuite(configured, distribution.codename, suite);

  const folder = join(request.cache, 'debian');
  const key = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 12);
  const apt = await Apt.in(join(folder, `apt-${key}`), sources, options);
  const temporary = await mkdtemp(join(folder, `.${request.name}-`));
  try {
    const archives = join(temporary, 'archives');
    log?.(`Obtaining ${request.packages.join(', ')} from ${suite ?? distribution.codename}`);
    await apt.update();
    await apt.download({ packages: request.packages, suite }, archives).catch(async (error: unknown) => {
      // A mirror drops old versions: lists of yesterday can name what is gone today.
      if (!(error instanceof ObtainError) || error.code === 'cancelled') throw error;
      log?.('Fetching fresh package lists');
      await apt.update(true);
      await apt.download({ packages: request.packages, suite }, archives);
    });

    const contents: { name: string; version: string }[] = [];
    const root = join(temporary, 'root');
    await mkdir(root);
    for (const file of (await readdir(archives)).filter((name) => name.endsWith('.deb')).sort()) {
      const archive = join(archives, file);
      const fields = await run('dpkg-deb', ['--show', '--showformat=${Package}\t${Version}', archive], options);
      const [name = file, version = ''] = fields.stdout.split('\t');
      log?.(`Unpacking ${name} ${version}`);
      const unpacked = await run('dpkg-deb', ['--extract', archive, root], options);
      if (unpacked.code !== 0) throw new ObtainError('failed', `${file} can't be unpacked: ${unpacked.stderr.trim()}`);
      contents.push({ name, version });
    }
    await rm(archives, { recursive: true });
    const manifest: DebianManifest = {
      packages: [...request.packages].sort(),
      suite: suite ?? null,
      machine: await machineId(),
      contents,
    };
    await writeFile(join(temporary, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);

    const final = join(folder, request.name);
    await rm(final, { recursive: true, force: true });
    await rename(temporary, final);
    const done = await readDebianPackages(final);
    if (!done) throw new ObtainError('failed', `${final} can't be read back.`);
    return done;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

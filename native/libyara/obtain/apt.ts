/** apt with state of its own: reads the machine's configuration and its installed packages, writes only below one folder. */
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSources, type AptSource } from './aptSources.ts';
import { ObtainError } from './obtainError.ts';
import { run, type RunOptions, type RunResult } from './run.ts';

/** Package lists older than this are fetched again. */
const listsAge = 24 * 60 * 60 * 1000;

export interface Selection {
  /** `name` or `name=version`. */
  readonly packages: readonly string[];
  readonly suite: string | undefined;
}

export class Apt {
  readonly #folder: string;
  readonly #options: RunOptions;

  private constructor(folder: string, options: RunOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Prepares `folder` (created as needed) for the given sources, of packages or of what they are made from. */
  static async in(
    folder: string,
    sources: readonly AptSource[],
    options: RunOptions,
    type: 'deb' | 'deb-src' = 'deb',
  ): Promise<Apt> {
    await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
    await writeFile(join(folder, 'cryptex.sources'), formatSources(sources, type));
    // Read after the machine's own configuration: its hooks are for the system's state (and fail without root).
    const clear = ['APT::Update::Pre-Invoke', 'APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success'];
    clear.push('DPkg::Pre-Invoke', 'DPkg::Post-Invoke', 'DPkg::Pre-Install-Pkgs');
    await writeFile(join(folder, 'apt.conf'), clear.map((name) => `#clear ${name};\n`).join(''));
    return new Apt(folder, options);
  }

  /** Fetches the package lists unless they are fresh. @throws {ObtainError} `not-reached` */
  async update(force = false): Promise<void> {
    const stamp = join(this.#folder, 'updated');
    const age = Date.now() - ((await stat(stamp).catch(() => undefined))?.mtimeMs ?? 0);
    if (!force && age >= 0 && age < listsAge) return;
    const result = await this.#apt(['update', '-qq', '-o', 'APT::Update::Error-Mode=any']);
    if (result.code !== 0) {
      const code = result.stderr.includes('does not have a Release file') ? 'not-found' : 'not-reached';
      throw failure(code, 'The package lists could not be fetched', result);
    }
    await writeFile(stamp, '');
    const now = new Date();
    await utimes(stamp, now, now);
  }

  /** Downloads the packages and those that they need and this machine doesn't have into `archives`. */
  async download(selection: Selection, archives: string): Promise<void> {
    await mkdir(join(archives, 'partial'), { recursive: true });
    const { packages, suite } = selection;
    const names = packages.map((name) => (suite === undefined || name.includes('=') ? name : `${name}/${suite}`));
    const result = await this.#apt([
      'install',
      '-qq',
      '--yes',
      '--download-only',
      // Also what is already installed: the caller wants it in its own folder.
      '--reinstall',
      '--allow-downgrades',
      '--no-install-recommends',
      ...(suite === undefined ? [] : ['-t', suite]),
      '-o',
      `Dir::Cache::archives=${archives}`,
      '--',
      ...names,
    ]);
    if (result.code === 0) return;
    const missing = /Unable to locate package|has no installation candidate|was not found|is invalid for APT::Default/;
    const code = missing.test(result.stderr) ? 'not-found' : 'not-reached';
    throw failure(code, `${packages.join(', ')} could not be obtained`, result);
  }

  /**
   * Downloads a source package's release of its authors to `file`. Only that: a mirror may lack the distribution's own
   * changes. What comes is held against the hash in the signed lists.
   */
  async downloadRelease(name: string, suite: string, file: string): Promise<void> {
    // Otherwise a name that an installed package has too means what that one is made from, which may be in no list here.
    const options = ['-qq', '--only-source', '--print-uris', '-t', suite];
    const listed = await this.#apt(['source', ...options, '--', `${name}/${suite}`]);
    const found = /^'([^']+)' \S+\.orig\.tar\.\w+ \d+ (SHA256:[0-9a-f]{64})$/m.exec(listed.stdout);
    const [, uri, hash] = found ?? [];
    if (uri === undefined || hash === undefined)
      throw failure('not-found', `The source package ${name} of ${suite} could not be found`, listed);
    const result = await run('/usr/lib/apt/apt-helper', ['download-file', uri, file, hash], this.#options);
    if (result.code !== 0) throw failure('not-reached', `The source of ${name} could not be obtained`, result);
  }

  async #apt(args: readonly string[]): Promise<RunResult> {
    const settings: Readonly<Record<string, string>> = {
      'Dir::State::Lists': join(this.#folder, 'lists'),
      'Dir::State::extended_states': join(this.#folder, 'extended_states'),
      'Dir::Cache': this.#folder,
      'Dir::Log': this.#folder,
      'Dir::Etc::SourceList': join(this.#folder, 'cryptex.sources'),
      'Dir::Etc::SourceParts': '-',
      // Our lock stands in for apt's, which needs root; and apt's own user can't write to a user's folder.
      'Debug::NoLocking': 'true',
      'APT::Sandbox::User': '',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return run('apt-get', ['-c', join(this.#folder, 'apt.conf'), ...options, ...args], this.#options);
  }
}

function failure(code: 'not-found' | 'not-reached', what: string, result: RunResult): ObtainError {
  const said = result.stderr
    .trim()
    .split('\n')
    .filter((line) => /^[EW]:/.test(line));
  return new ObtainError(code, `${what}: ${said.length > 0 ? said.join(' ') : `apt-get ended with ${result.code}`}`);
}

/** Which of apt's configured sources are the distribution's own, and a source list of our own made from them. */
import { readFile } from 'node:fs/promises';
import { ObtainError } from './obtainError.ts';
import { run, type RunOptions } from './run.ts';

export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly component: string;
  /** The value of `Signed-By`, continuation lines and all, as it stands in the configuration. */
  readonly signedBy: string | undefined;
}

export interface Distribution {
  /** As in `/etc/os-release`: `debian`, `ubuntu`. */
  readonly id: string;
  /** The release's code name, such as `bookworm`. */
  readonly codename: string;
}

/** @throws {ObtainError} `unsupported-system` where there is no such file or no code name in it. */
export async function readDistribution(): Promise<Distribution> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1];
  const codename = value('VERSION_CODENAME') ?? value('UBUNTU_CODENAME');
  if (!codename)
    throw new ObtainError('unsupported-system', 'This is not a Debian or Ubuntu release with a code name.');
  return { id: value('ID') ?? 'debian', codename };
}

/** The sources that apt is configured with for the running release; those of other vendors are left out. */
export async function distributionSources(distribution: Distribution, options: RunOptions): Promise<AptSource[]> {
  const format = '$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)\t$(SOURCESENTRY)';
  const listing = await run('apt-get', ['indextargets', 'Created-By: Packages', '--format', format], options);
  const rows = [...new Set(listing.stdout.trim().split('\n'))].map((line) => line.split('\t'));
  const { codename } = distribution;
  const rolling = ['stable', 'testing', 'unstable', 'sid', 'devel'];
  const sources: AptSource[] = [];
  for (const [uri, suite, component, entry] of rows) {
    if (!uri || !suite || !component) continue;
    const ours = [codename, ...rolling].some((name) => suite === name || suite.startsWith(`${name}-`));
    if (ours) sources.push({ uri, suite, component, signedBy: await signedByOf(uri, entry) });
  }
  if (sources.length === 0) {
    throw new ObtainError('unsupported-system', `apt is configured with no source for the release ${codename}.`);
  }
  return sources;
}

/** The sources for `suite` (such as `bookworm-backports`) on the mirror that carries the release itself, unless present. */
export function withSuite(sources: readonly AptSource[], codename: string, suite: string): AptSource[] {
  if (sources.some((source) => source.suite === suite)) return [...sources];
  const main = sources.find((source) => source.suite === codename) ?? sources[0];
  const added = sources
    .filter((source) => source.uri === main?.uri && source.suite === main.suite)
    .map((source) => ({ ...source, suite }));
  return [...sources, ...added];
}

/** In the format of sources.list(5), "DEB822-STYLE FORMAT"; for packages, or for the sources that they are made from. */
export function formatSources(sources: readonly AptSource[], type: 'deb' | 'deb-src' = 'deb'): string {
  return sources
    .map((source) => {
      const signedBy = source.signedBy === undefined ? '' : `Signed-By:${source.signedBy}\n`;
      return `Types: ${type}\nURIs: ${source.uri}\nSuites: ${source.suite}\nComponents: ${source.component}\n${signedBy}`;
    })
    .join('\n');
}

/** apt doesn't list `Signed-By`; `entry` is `<file>:<number>` of the entry that the target comes from. */
async function signedByOf(uri: string, entry: string | undefined): Promise<string | undefined> {
  const file = entry?.replace(/:\d+$/, '');
  if (!file) return undefined;
  const text = await readFile(file, 'utf8').catch(() => '');
  const bare = uri.replace(/\/$/, '');
  if (file.endsWith('.sources')) {
    const stanza = text.split(/\n\s*\n/).find((part) => part.includes(bare) && /^Signed-By:/im.test(part));
    return stanza && /^Signed-By:(.*(?:\n[ \t].*)*)/im.exec(stanza)?.[1];
  }
  const line = text.split('\n').find((part) => part.includes(bare) && part.includes('signed-by='));
  const value = line && /signed-by=([^\s\]]+)/.exec(line)?.[1];
  return value && ` ${value}`;
}

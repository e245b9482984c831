/** Which version of libyara a file is: the library has no function that tells. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LibyaraFunctions } from './bind/functions.ts';
import type { Proof } from './selfTest.ts';

/**
 * The full version where the package that the file came from tells it (Debian's, in the system or in the cache, and
 * Homebrew's), otherwise the series: by the structures and functions that the library has.
 */
export function versionOf(path: string, functions: LibyaraFunctions, proof: Proof): string {
  const real = realpathSync(path);
  return fromFolder(real) ?? fromCache(real) ?? fromDpkg(path) ?? seriesOf(functions, proof);
}

/** Such as `/opt/homebrew/Cellar/yara/4.5.2/lib/libyara.10.dylib`. */
function fromFolder(path: string): string | undefined {
  return /[/\\]yara[/\\-]v?(4\.\d+\.\d+)(?=[/\\_])/i.exec(path)?.[1];
}

/** The manifest beside the `root` that Debian packages were unpacked to; see obtain/debianPackages.ts. */
function fromCache(path: string): string | undefined {
  const end = path.lastIndexOf('/root/');
  if (end < 0) return undefined;
  try {
    const text = readFileSync(join(path.slice(0, end), 'manifest.json'), 'utf8');
    return upstream(/"name": "libyara\d+",\s*"version": "([^"]+)"/.exec(text)?.[1]);
  } catch {
    return undefined;
  }
}

/** dpkg's own files, since starting dpkg would take longer than all the rest of the search. */
function fromDpkg(path: string): string | undefined {
  try {
    const folder = '/var/lib/dpkg/info';
    const name = path.slice(dirname(path).length);
    const owner = readdirSync(folder)
      .filter((file) => /^libyara\d+(:\w+)?\.list$/.test(file))
      .find((file) => readFileSync(join(folder, file), 'utf8').includes(`${name}\n`));
    if (owner === undefined || !/^\/(usr\/)?lib\//.test(path)) return undefined;
    const [packageName = ''] = owner.split(/[:.]/);
    const status = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n');
    const stanza = status.find((part) => part.startsWith(`Package: ${packageName}\n`));
    return upstream(stanza && /^Version: (.+)$/m.exec(stanza)?.[1]);
  } catch {
    return undefined;
  }
}

/** "4.5.2-1~bpo12+1" → "4.5.2" */
function upstream(version: string | undefined): string | undefined {
  return version && /^(?:\d+:)?(\d+\.\d+(?:\.\d+)?)/.exec(version)?.[1];
}

function seriesOf(functions: LibyaraFunctions, { layout, compiler }: Proof): string {
  if (layout.name === '4.2–4.3') return functions.yr_modules_get_table ? '4.3' : '4.2';
  // New in 4.5: a pattern whose name begins with an underscore need not be used.
  const bytes = Buffer.from('rule probe { strings: $_unused = "probe" condition: true }');
  const job = {
    sources: [{ path: '/cryptex/version.yar', bytes }],
    externals: [],
    includeDirectories: [],
    overlay: [],
  };
  const { messages } = compiler.compile({ kind: 'compile', ...job, want: 'check' });
  return messages.some(({ level }) => level === 'error') ? '4.4' : '4.5';
}

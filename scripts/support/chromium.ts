/** The browser that the workbench runs in: the machine's own, or Debian's package unpacked into the cache. */
import { chromium, type Browser } from 'playwright-core';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../server/src/common/paths.ts';
import {
  findDebianPackages,
  obtainDebianPackages,
  type DebianPackages,
} from '../../native/libyara/obtain/debianPackages.ts';
import { capture, findOnPath, runHere } from './processes.ts';
import { Unobtainable } from './unobtainable.ts';

export interface Chromium {
  readonly program: string;
  /** What its libraries and fonts need in the environment; empty for an installed one. */
  readonly env: Readonly<Record<string, string>>;
}

/** Fonts come along, since a machine without any shows a workbench without text. */
const request = () => ({ packages: ['chromium', 'fonts-dejavu-core'], cache: cacheFolder(), name: 'chromium' });

/** Arguments for a machine where Chromium has no network of its own and may run as root. */
const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  ...(process.platform === 'linux' && userInfo().uid === 0 ? ['--no-sandbox'] : []),
];

/** A Chromium that is on the machine or in the cache. `CHROMIUM_PATH` comes first. */
export async function findChromium(): Promise<Chromium | undefined> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) return { program: chosen, env: {} };
  const places = ['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  const installed =
    places.find((place) => existsSync(place)) ?? findOnPath('google-chrome') ?? findOnPath('chromium-browser');
  if (installed) return { program: installed, env: {} };
  if (process.platform !== 'linux') return undefined;
  const packages = await findDebianPackages(request());
  return packages && (await unpackedChromium(packages));
}

/**
 * Answers a Chromium that starts, obtaining Debian's when there is none.
 * @throws {Unobtainable} naming the command that would install one.
 */
export async function obtainChromium(log?: (line: string) => void): Promise<Chromium> {
  const remedy =
    process.platform === 'linux'
      ? 'Try `sudo apt-get install chromium`, or set CHROMIUM_PATH to a Chromium or Chrome.'
      : 'Install Chrome, or set CHROMIUM_PATH to a Chromium or Chrome.';
  let reason: unknown;
  try {
    const found = await findChromium();
    if (found) {
      await proveThatItStarts(found);
      return found;
    }
    const obtained = await unpackedChromium(await obtainDebianPackages({ ...request(), log }));
    await proveThatItStarts(obtained);
    return obtained;
  } catch (error) {
    reason = error;
  }
  if (process.platform === 'linux' && userInfo().uid === 0 && !process.env['CHROMIUM_PATH']) {
    log?.(`${reason instanceof Error ? reason.message : String(reason)}\nInstalling Chromium with apt-get instead`);
    await runHere('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
    const installed = { program: '/usr/bin/chromium', env: {} };
    if (existsSync(installed.program)) {
      await proveThatItStarts(installed);
      return installed;
    }
  }
  throw new Unobtainable('No Chromium that starts', remedy, reason);
}

/** Chromium without a window, for Playwright. */
export function launchChromium({ program, env }: Chromium): Promise<Browser> {
  return chromium.launch({ executablePath: program, args: flags, env: { ...process.env, ...env } });
}

async function unpackedChromium({ root, libraryPath }: DebianPackages): Promise<Chromium> {
  // Beside the tree that others may be reading, and the same bytes whoever writes them.
  const fontsFile = join(root, '..', 'fonts.conf');
  if (!existsSync(fontsFile)) {
    const fontCache = join(root, '..', 'fontconfig');
    await mkdir(fontCache, { recursive: true });
    await writeFile(fontsFile, fontsConfiguration([join(root, 'usr/share/fonts'), '/usr/share/fonts'], fontCache));
  }
  const program = join(root, 'usr/lib/chromium/chromium');
  const libraries = [join(root, 'usr/lib/chromium'), ...libraryPath].join(':');
  return { program, env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fontsFile } };
}

function fontsConfiguration(folders: readonly string[], cache: string): string {
  const alias = (family: string, font: string) =>
    `  <alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    ...folders.map((folder) => `  <dir>${folder}</dir>`),
    `  <cachedir>${cache}</cachedir>`,
    alias('sans-serif', 'DejaVu Sans'),
    alias('system-ui', 'DejaVu Sans'),
    alias('monospace', 'DejaVu Sans Mono'),
    alias('serif', 'DejaVu Serif'),
    '</fontconfig>',
    '',
  ].join('\n');
}

async function proveThatItStarts({ program, env }: Chromium): Promise<void> {
  const { code, output } = await capture(program, ['--version'], { env });
  if (code !== 0) throw new Error(`${program} does not start: ${output.trim()}`);
}

/** Folders of the user's machine that the program may write to. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The parts of the machine that decide where a folder lies; the running process by default. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The folder for what can be obtained or computed again: downloaded libraries, compiled rules. Not created here.
 *
 * `CRYPTEX_CACHE` wins; otherwise the platform's convention: `$XDG_CACHE_HOME` (https://specifications.freedesktop.org/basedir-spec/),
 * `~/Library/Caches`, or `%LOCALAPPDATA%`.
 */
export function cacheFolder(machine: Partial<Machine> = {}): string {
  const { platform = process.platform, env = process.env, home = homedir() } = machine;
  const explicit = env['CRYPTEX_CACHE'];
  if (explicit) return explicit;
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'yara-cryptex');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'yara-cryptex');
  const xdg = env['XDG_CACHE_HOME'];
  // The specification says that a relative path is to be ignored.
  return join(xdg?.startsWith('/') ? xdg : join(home, '.cache'), 'yara-cryptex');
}

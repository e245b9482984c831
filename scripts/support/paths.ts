/** Where things are: the checkout, what is made in it, and the cache that outlives it. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The checkout. */
export const root = join(import.meta.dirname, '..', '..');

/** What scripts make besides `dist/`: reports, screenshots, bundled suites. Never committed. */
export const out = join(root, 'out');

/**
 * Downloads are kept outside the checkout, so that they survive a fresh clone and serve several.
 * `CRYPTEX_CACHE` moves the folder; otherwise it is where the platform keeps caches of a user.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['CRYPTEX_CACHE'];
  if (chosen) return chosen;
  if (process.platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'yara-cryptex');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'yara-cryptex');
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'yara-cryptex');
}

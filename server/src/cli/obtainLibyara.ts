/** `cryptex doctor --fix`: obtains libyara in a process of its own, which may touch what the program itself does not. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Beside the bundle, or the source. */
function entry(): string {
  const bundle = join(import.meta.dirname, 'obtainLibyara.cjs');
  return existsSync(bundle) ? bundle : join(import.meta.dirname, '../../../native/libyara/obtain/main.ts');
}

/** Obtains libyara into the user's cache. `log` gets its progress and, when it answers false, the reason. */
export async function obtainLibyara(log: (line: string) => void, signal: AbortSignal): Promise<boolean> {
  const child = spawn(process.execPath, [entry()], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', log);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  return code === 0;
}

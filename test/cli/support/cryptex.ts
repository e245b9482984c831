/** Runs `cryptex` as a process of its own: the source under a Node that reads TypeScript, or a bundle. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export const root = join(import.meta.dirname, '..', '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export type Running = ChildProcessByStdio<null, Readable, Readable>;

const program = process.env['CRYPTEX_CLI'] ?? join(root, 'server', 'src', 'cli', 'main.ts');

/** Colour settings of the terminal that the tests run in must not matter. */
const neutral = { NO_COLOR: undefined, FORCE_COLOR: undefined, CRYPTEX_LIBYARA: undefined };

/** Starts the program; the caller waits for its end. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  return spawn(process.execPath, [program, ...args], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...neutral, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits for the end of a started program and of its output. */
export async function end(child: Running): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

export function cryptex(args: readonly string[], options?: RunOptions): Promise<Ended> {
  return end(start(args, options));
}

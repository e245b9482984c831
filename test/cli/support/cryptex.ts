/** Runs `cryptex` as a process of its own: the bundle when it is newer than all sources, otherwise the source. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
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

/** The program of a process: as bundled under `name`, which starts faster, or its source. */
export function programPath(name: string, source: string): string {
  const modified = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['server/src', 'native/libyara'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }),
  );
  const newest = Math.max(...sources.map((entry) => modified(join(entry.parentPath, entry.name))));
  const bundle = join(root, 'dist', `${name}.cjs`);
  return modified(bundle) > newest ? bundle : join(root, source);
}

export const program = programPath('cli', 'server/src/cli/main.ts');

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

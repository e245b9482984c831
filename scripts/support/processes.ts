/** Running other programs: to the end, or until they are stopped with everything that they started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { once } from 'node:events';

export interface RunOptions {
  readonly cwd?: string;
  /** For batch files on Windows. */
  readonly shell?: boolean;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Finished {
  /** The exit code; 128 when a signal ended it. */
  readonly code: number;
  /** Standard output and standard error as they came. Empty when they were inherited. */
  readonly output: string;
}

/** A program ended with another code than 0. The message carries the end of what it printed. */
export class CommandFailed extends Error {
  readonly finished: Finished;

  constructor(command: readonly string[], finished: Finished) {
    const tail = finished.output.trim().split('\n').slice(-15).join('\n');
    super(`\`${command.join(' ')}\` ended with code ${finished.code}${tail ? `:\n${tail}` : ''}`);
    this.name = 'CommandFailed';
    this.finished = finished;
  }
}

async function finish(child: ChildProcess, output: () => string): Promise<Finished> {
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 128, output: output() };
}

/** Runs a program on this terminal and answers its exit code. */
export function runHere(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(command, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return finish(child, () => '');
}

/** Runs a program and collects what it prints, whatever its exit code. */
export function capture(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(command, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return finish(child, () => Buffer.concat(chunks).toString('utf8'));
}

/**
 * Runs a program quietly.
 * @throws {CommandFailed} with the end of its output when it fails.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const finished = await capture(command, args, options);
  if (finished.code !== 0) throw new CommandFailed([command, ...args], finished);
  return finished.output;
}

/** Builds `dist/`; ends this program with the build's exit code when it fails. */
export async function buildOrExit(root: string): Promise<void> {
  const { code } = await runHere(process.execPath, ['scripts/build.ts'], { cwd: root });
  if (code !== 0) process.exit(code);
}

/** Runs npm with this very Node, so that what it installs fits the tool chain and not the machine's Node. */
export function npm(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const cli = process.env['npm_execpath'];
  // What an outer npm says of the project (npm_config_*, npm_package_*) is not about this install.
  const env = {
    ...options.env,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  return cli?.endsWith('.js') === true
    ? run(process.execPath, [cli, ...args], { ...options, env })
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { ...options, env });
}

/** The first program of that name on PATH, or undefined. */
export function findOnPath(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)))
    .find((candidate) => existsSync(candidate));
}

/** Ends a process and its children; the process must have been started `detached`, except on Windows. */
export async function stopTree(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
  else process.kill(-child.pid, 'SIGTERM');
  const force = setTimeout(() => {
    if (process.platform !== 'win32' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, 5_000);
  await gone;
  clearTimeout(force);
}

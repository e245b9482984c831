import { spawn } from 'node:child_process';
import { ObtainError } from './obtainError.ts';

export interface RunOptions {
  /** Milliseconds until the command is killed. */
  readonly timeout: number;
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end and collects what it printed, in English whatever the locale.
 *
 * @throws {ObtainError} `unsupported-system` when there is no such command, `timeout`, `cancelled`.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeout,
      signal: options.signal,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.name === 'AbortError') reject(new ObtainError('cancelled', `${command} was cancelled.`));
      else
        reject(
          new ObtainError('unsupported-system', `${command} can't be run: ${cause.message}`, undefined, { cause }),
        );
    });
    child.on('close', (code, signal) => {
      const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString('utf8'));
      if (code !== null) resolve({ code, stdout: stdout ?? '', stderr: stderr ?? '' });
      else
        reject(
          new ObtainError('timeout', `${command} was ended by ${signal ?? 'a signal'} after ${options.timeout} ms.`),
        );
    });
  });
}

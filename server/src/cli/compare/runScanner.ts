/** Runs one of the two programs to its end, handing out what it prints. */
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { RuleGrouper, type OutputTally, type Side } from './outputTally.ts';

export interface ScannerRun {
  readonly exitCode: number | null;
  /** From its start to its end. */
  readonly milliseconds: number;
  /** Rules that it printed. */
  readonly rules: number;
}

/** @throws {Error} with the code `ENOENT` when there is no such program, and `ABORT_ERR` when cancelled. */
export async function runScanner(
  side: Side,
  [command, ...args]: readonly [string, ...string[]],
  tally: OutputTally,
  signal: AbortSignal,
): Promise<ScannerRun> {
  const began = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const grouper = new RuleGrouper((text) => tally.add(side, 'stdout', text));
  const reading = Promise.all([
    eachLine(child.stdout, (line) => grouper.line(line)),
    eachLine(child.stderr, (line) => tally.add(side, 'stderr', line)),
  ]);
  const [exitCode] = await Promise.all([ended, reading]);
  grouper.end();
  return { exitCode, milliseconds: performance.now() - began, rules: grouper.rules };
}

/** One character for each byte, since nothing says in what encoding they are. */
async function eachLine(stream: Readable, onLine: (line: string) => void): Promise<void> {
  stream.setEncoding('latin1');
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line);
}

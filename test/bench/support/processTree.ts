/** What a program and its children take. Linux only: it reads /proc. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** Milliseconds between two looks. */
const interval = 100;
/** Of the kernel, as it tells times. */
const ticksPerSecond = 100;
const pageSize = 4096;

export interface Measured {
  readonly output: string;
  /** Milliseconds from start to end. */
  readonly elapsed: number;
  /** Milliseconds of CPU of all processes, as far as they were seen. */
  readonly cpu: number;
  /** Bytes that all processes had in memory at one time, at most. */
  readonly memory: number;
}

/** @throws when the program fails */
export async function measureProgram(args: readonly string[]): Promise<Measured> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const times = new Map<number, number>();
  let memory = 0;
  const look = setInterval(() => {
    let now = 0;
    for (const pid of child.pid === undefined ? [] : withChildren(child.pid)) {
      const seen = readProcess(pid);
      now += seen.memory;
      if (seen.cpu > 0) times.set(pid, seen.cpu);
    }
    memory = Math.max(memory, now);
  }, interval);
  const output = await text(child.stdout);
  await ended;
  clearInterval(look);
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} failed`);
  const cpu = [...times.values()].reduce((sum, each) => sum + each, 0);
  return { output, elapsed: performance.now() - began, cpu, memory };
}

function withChildren(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${String(pid)}/task`).flatMap((task) =>
      readFileSync(`/proc/${String(pid)}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
    return [pid, ...children.flatMap(withChildren)];
  } catch {
    return [];
  }
}

function readProcess(pid: number): { memory: number; cpu: number } {
  try {
    const pages = Number(readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ')[1]);
    // Behind the name, which may have spaces in it.
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { memory: pages * pageSize, cpu: (ticks * 1000) / ticksPerSecond };
  } catch {
    return { memory: 0, cpu: 0 };
  }
}

/**
 * `npm run bench -- memory`: the most memory that each worker of `cryptex scan` takes, against `yara` with as many threads,
 * the same library, rules and files. Linux only: it reads /proc. Build first. Variable: BENCH_TARGET.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../cli/support/cryptex.ts';
import { corpus, testLibraries, type Library } from '../cli/support/libraries.ts';

const variables = ['filename', 'filepath', 'extension', 'filetype', 'owner'].flatMap((name) => ['-d', `${name}=`]);
const target = process.env['BENCH_TARGET'] ?? '/usr/bin';
/** Milliseconds between two looks; what a process took at most, the system remembers. */
const interval = 50;

/** Megabytes at most, and of these those that are not the content of files, which the system can take back. */
interface Peak {
  readonly all: number;
  readonly own: number;
}

export async function run(): Promise<void> {
  const rules = await corpus('signature-base/yara');
  if (rules === undefined || process.platform !== 'linux') {
    console.log('skipped: it needs signature-base (CRYPTEX_CORPORA) and Linux');
    return;
  }
  for (const library of await testLibraries()) {
    if (library.path === undefined) console.log(`skipped: libyara ${library.version} is not here (npm run setup)`);
    else await compare(library, rules);
  }
}

async function compare(library: Library, rules: string): Promise<void> {
  const files = (await readdir(rules)).filter((name) => /\.yara?$/.test(name)).sort();
  const sources = files.map((name) => `${name}:${rules}/${name}`);
  const cache = await mkdtemp(join(tmpdir(), 'cryptex-bench-'));
  try {
    const env = { ...process.env, CRYPTEX_LIBYARA: library.path, CRYPTEX_CACHE: cache };
    const args = [join(root, 'dist', 'cli.cjs'), 'scan', '-r', '-N', '-p', '2', ...variables, rules, target];
    const scan = () => spawn(process.execPath, args, { env, stdio: 'ignore' });
    const yara = spawn(library.program, ['-w', '-r', '-N', '-p', '2', ...variables, ...sources, target], {
      env: library.environment,
      stdio: 'ignore',
    });
    const [theirs] = await peaks(yara, (pid) => [pid]);
    const cold = await peaks(scan(), childrenOf);
    console.log(`libyara ${library.version}, ${files.length} rule files, ${target}: at most, in MB`);
    console.log(`  yara: ${text(theirs)}`);
    for (const [index, worker] of cold.entries()) {
      const shares = theirs
        ? `${(worker.all / theirs.all).toFixed(2)} and ${(worker.own / theirs.own).toFixed(2)} of yara's`
        : '';
      console.log(`  worker ${index + 1}: ${text(worker)}; ${shares}`);
    }
  } finally {
    await rm(cache, { recursive: true });
  }
}

const text = (peak: Peak | undefined) =>
  peak ? `${peak.all.toFixed(0)}, of these ${peak.own.toFixed(0)} not from files` : 'gone too soon';

/** The peaks of the processes that `whose` names, looked at until the program ends. */
async function peaks(program: ChildProcess, whose: (pid: number) => readonly number[]): Promise<Peak[]> {
  const exited = once(program, 'exit');
  const found = new Map<number, Peak>();
  while (program.exitCode === null && program.pid !== undefined) {
    for (const pid of whose(program.pid)) {
      const now = peakOf(pid);
      const before = found.get(pid);
      if (now) found.set(pid, { all: Math.max(now.all, before?.all ?? 0), own: Math.max(now.own, before?.own ?? 0) });
    }
    await Promise.race([exited, sleep(interval)]);
  }
  await exited;
  return [...found.values()];
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
      .filter((child) => child !== '')
      .map(Number);
  } catch {
    return [];
  }
}

function peakOf(pid: number): Peak | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) / 1024;
    const own = megabytes('RssAnon');
    return Number.isNaN(own) ? undefined : { all: megabytes('VmHWM'), own };
  } catch {
    return undefined;
  }
}

/**
 * `npm run bench -- scan`: `cryptex scan` against `yara` with the same library, rules, files and number of workers.
 *
 * Runs alternate, so that whatever else the machine does falls on both. Cold: rules are compiled. Warm: they come from
 * the cache. Again: so do the results of files that have not changed; `yara` has no equal of either. Build first. Variables: BENCH_TARGET (folders, separated by colons),
 * BENCH_WORKERS, BENCH_ROUNDS, CRYPTEX_CLI (another bundle).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../cli/support/cryptex.ts';
import { corpus, testLibraries, type Library } from '../cli/support/libraries.ts';

const variables = ['filename', 'filepath', 'extension', 'filetype', 'owner'].flatMap((name) => ['-d', `${name}=`]);
const workers = process.env['BENCH_WORKERS'] ?? '2';
const rounds = Number(process.env['BENCH_ROUNDS'] ?? '3');

interface Outcome {
  readonly seconds: number;
  /** Processor time of the program and its workers, which another load on the machine hardly changes; Linux only. */
  readonly cpu: number;
  /** "rule file identifier@offset", sorted. */
  readonly matches: readonly string[];
}

export async function run(): Promise<void> {
  const rules = await corpus('signature-base/yara');
  if (rules === undefined) {
    console.log('skipped: signature-base is not here (CRYPTEX_CORPORA)');
    return;
  }
  const targets = process.env['BENCH_TARGET']?.split(':') ?? ['/usr/bin', '/usr/lib/x86_64-linux-gnu'];
  for (const library of await testLibraries()) {
    if (library.path === undefined) console.log(`skipped: libyara ${library.version} is not here (npm run setup)`);
    else for (const target of targets) await compare(library, rules, target);
  }
}

async function compare(library: Library, rules: string, target: string): Promise<void> {
  const files = (await readdir(rules)).filter((name) => /\.yara?$/.test(name)).sort();
  const sources = files.map((name) => `${name}:${rules}/${name}`);
  const yaraArguments = ['-w', '-s', '-r', '-N', '-p', workers, ...variables, ...sources, target];
  const cryptexArguments = ['scan', '--format', 'ndjson', '-r', '-N', '-p', workers, ...variables, rules, target];
  console.log(`\nlibyara ${library.version}, ${files.length} rule files, ${target}, ${workers} workers`);
  const runs: { yara: Outcome; cold: Outcome; warm: Outcome; again: Outcome }[] = [];
  const caches = await mkdtemp(join(tmpdir(), 'cryptex-bench-'));
  try {
    for (let round = 0; round < rounds; round += 1) {
      const cache = join(caches, String(round));
      const environment = { CRYPTEX_LIBYARA: library.path, CRYPTEX_CACHE: cache };
      const scan = (...more: string[]) => cryptex([...cryptexArguments, ...more], environment);
      const yara = await timeYara(library, yaraArguments);
      const run = { yara, cold: await scan(), warm: await scan('--no-cache'), again: await scan() };
      for (const outcome of [run.cold, run.warm, run.again]) printDifference(run.yara, outcome);
      const show = ({ seconds, cpu }: Outcome) => `${seconds.toFixed(2)} s (${cpu.toFixed(2)} s CPU)`;
      console.log(`  yara ${show(run.yara)}  cold ${show(run.cold)}  warm ${show(run.warm)}  again ${show(run.again)}`);
      runs.push(run);
    }
  } finally {
    await rm(caches, { recursive: true });
  }
  for (const measure of ['seconds', 'cpu'] as const) {
    const ratio = (kind: 'cold' | 'warm') =>
      median(runs.map((run) => run[kind][measure] / run.yara[measure])).toFixed(3);
    const name = measure === 'cpu' ? 'CPU time' : 'wall time';
    console.log(`  ${name} as a share of yara's, median of the rounds: cold ${ratio('cold')}, warm ${ratio('warm')}`);
  }
  const again = median(runs.map(({ cold, again }) => again.seconds / cold.seconds)).toFixed(3);
  console.log(`  a second scan as a share of the first, wall time, median of the rounds: ${again}`);
  console.log(`  ${runs[0]?.yara.matches.length ?? 0} matches, of rules and of their patterns`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function printDifference(yara: Outcome, cryptex: Outcome): void {
  const ours = new Set(cryptex.matches);
  const theirs = new Set(yara.matches);
  const missing = yara.matches.filter((match) => !ours.has(match));
  const extra = cryptex.matches.filter((match) => !theirs.has(match));
  if (missing.length + extra.length > 0 || ours.size !== cryptex.matches.length) process.exitCode = 1;
  if (missing.length > 0) console.log(`  MISSING ${missing.length}: ${missing.slice(0, 5).join(' | ')}`);
  if (extra.length > 0) console.log(`  EXTRA ${extra.length}: ${extra.slice(0, 5).join(' | ')}`);
}

interface Timed extends Pick<Outcome, 'seconds' | 'cpu'> {
  readonly lines: readonly string[];
}

async function time(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Timed> {
  const cpu = cpuOfChildren();
  const began = performance.now();
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout.setEncoding('utf8') })) lines.push(line);
  await ended;
  return { seconds: (performance.now() - began) / 1000, cpu: cpuOfChildren() - cpu, lines };
}

/** Seconds of all ended children and theirs: cutime and cstime of proc(5), in ticks of 10 ms. */
function cpuOfChildren(): number {
  if (process.platform !== 'linux') return NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function timeYara(library: Library, args: readonly string[]): Promise<Outcome> {
  const { lines, ...times } = await time(library.program, args, library.environment);
  const matches: string[] = [];
  let rule = '';
  for (const line of lines) {
    const string = /^0x([0-9a-f]+):(\$\w*): /.exec(line);
    if (string?.[1] !== undefined) matches.push(`${rule} ${string[2] ?? ''}@${Number.parseInt(string[1], 16)}`);
    else matches.push((rule = line));
  }
  return { ...times, matches: matches.sort() };
}

async function cryptex(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const program = process.env['CRYPTEX_CLI'] ?? join(root, 'dist', 'cli.cjs');
  const { lines, ...times } = await time(process.execPath, [program, ...args], env);
  const matches = lines.flatMap((line) => {
    const { type, rule, path, strings } = JSON.parse(line) as {
      type: string;
      rule: string;
      path: string;
      strings: { identifier: string; offset: number }[];
    };
    const name = `${rule} ${path}`;
    return type !== 'match'
      ? []
      : [name, ...strings.map(({ identifier, offset }) => `${name} ${identifier}@${offset}`)];
  });
  return { ...times, matches: matches.sort() };
}

/**
 * `npm run bench -- firstResult`: how soon `cryptex scan` of 100,000 files tells of the first match, and how soon it ends
 * when it is cancelled then, telling what it has. Build first. Variables: BENCH_FILES, BENCH_ROUNDS.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../cli/support/cryptex.ts';
import { testLibraries } from '../cli/support/libraries.ts';
import { percentiles } from './figures.ts';

const files = Number(process.env['BENCH_FILES'] ?? '100000');
const rounds = Number(process.env['BENCH_ROUNDS'] ?? '5');
const filesInFolder = 1000;

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-bench-'));
  try {
    const rules = join(folder, 'rules.yar');
    await writeFile(rules, 'rule every { strings: $a = "sample" condition: $a }');
    await createFiles(join(folder, 'files'));
    for (const library of await testLibraries()) {
      if (library.path === undefined) console.log(`skipped: libyara ${library.version} is not here (npm run setup)`);
      else await measure(library.version, library.path, rules, folder);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function createFiles(folder: string): Promise<void> {
  for (let first = 0; first < files; first += filesInFolder) {
    const inside = join(folder, String(first));
    await mkdir(inside, { recursive: true });
    const names = Array.from({ length: filesInFolder }, (_, index) => join(inside, String(index)));
    await Promise.all(names.map((name) => writeFile(name, `a sample called ${name}`)));
  }
}

async function measure(version: string, libyara: string, rules: string, folder: string): Promise<void> {
  const firstResults: number[] = [];
  const ends: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const env = { ...process.env, CRYPTEX_LIBYARA: libyara, CRYPTEX_CACHE: join(folder, `cache-${version}-${round}`) };
    const args = ['scan', '--format', 'ndjson', '-r', rules, join(folder, 'files')];
    const began = performance.now();
    const child = spawn(process.execPath, [join(root, 'dist', 'cli.cjs'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    let interrupted: number | undefined;
    let last = '';
    for await (const line of createInterface({ input: child.stdout })) {
      last = line;
      if (interrupted !== undefined || !line.startsWith('{"type":"match"')) continue;
      interrupted = performance.now();
      firstResults.push(interrupted - began);
      child.kill('SIGINT');
    }
    await exited;
    ends.push(performance.now() - (interrupted ?? NaN));
    if (!last.startsWith('{"type":"done"') || !last.endsWith('"incomplete":true}')) {
      console.log(`  the last line is not that of a scan that was cut short: ${last}`);
      process.exitCode = 1;
    }
  }
  console.log(`libyara ${version}, ${files} files, ${rounds} rounds, rules compiled in each`);
  console.log(`  first match after the start: ${percentiles(firstResults)}`);
  console.log(`  end of the program after an interrupt: ${percentiles(ends)}`);
}

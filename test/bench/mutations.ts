/**
 * `npm run bench -- mutations`: rule files with bytes flipped, cut and spliced, through all of `check`.
 *
 * Counts what must not be: a process that dies other than a worker, a file that is blamed for another's fault, a check
 * that does not end. BENCH_COUNT is the number of files, 10,000 unless set.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../server/src/common/errors.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { checkFiles } from '../../server/src/workspace/checkFiles.ts';
import { diskFileSystem } from '../../server/src/workspace/fileSystem.ts';
import { corpus } from '../engine/libraries.ts';
import { random } from './figures.ts';

const largest = 30_000;
const batch = 500;

export async function run(): Promise<void> {
  const source = corpus('signature-base', 'yara');
  if (source === undefined) {
    console.log('skipped: signature-base is not here (CRYPTEX_CORPORA)');
    return;
  }
  const count = Number(process.env['BENCH_COUNT'] ?? '10000');
  const next = random(4);
  const seeds: Buffer[] = [];
  for (const name of await readdir(source)) {
    const bytes = await readFile(join(source, name));
    if (bytes.length > 0 && bytes.length <= largest) {
      seeds.push(bytes);
    }
  }
  const pick = () => seeds[Math.floor(next() * seeds.length)] ?? Buffer.alloc(0);
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-mutations-'));
  await using pool = new WorkerPool({ workers: 2, spares: 1 });
  const tally = { checked: 0, withErrors: 0, failures: 0, wrongFile: 0, diagnostics: 0 };
  let slowest = 0;
  try {
    for (let done = 0; done < count; done += batch) {
      const paths: string[] = [];
      for (let i = done; i < Math.min(count, done + batch); i++) {
        const path = join(folder, `${i}.yar`);
        await writeFile(path, mutated(pick(), pick(), next));
        paths.push(path);
      }
      let began = performance.now();
      for await (const { path, diagnostics, failure } of checkFiles(paths, {
        compiler: { compile: (job, signal) => pool.run(job, { signal, timeoutMilliseconds: 60_000 }) },
        files: diskFileSystem,
        settings: { externals: [], includeDirectories: [] },
        all: false,
        parallel: 4,
        signal: new AbortController().signal,
      })) {
        tally.checked++;
        slowest = Math.max(slowest, performance.now() - began);
        began = performance.now();
        const found = diagnostics.get(path) ?? [];
        tally.diagnostics += found.length;
        tally.withErrors += found.some(({ severity }) => severity === 'error') ? 1 : 0;
        tally.wrongFile += [...diagnostics.keys()].some((other) => other !== path) ? 1 : 0;
        if (failure !== undefined) {
          tally.failures++;
          console.log(`${path}: ${messageOf(failure)}`);
        }
      }
      await Promise.all(paths.map((path) => rm(path)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log(JSON.stringify(tally), `slowest step ${Math.round(slowest)} ms`);
}

function mutated(bytes: Buffer, other: Buffer, next: () => number): Buffer {
  const at = (of: Buffer) => Math.floor(next() * of.length);
  switch (Math.floor(next() * 3)) {
    case 0: {
      const copy = Buffer.from(bytes);
      for (let i = 1 + Math.floor(next() * 8); i > 0; i--) {
        copy[at(copy)] = Math.floor(next() * 256);
      }
      return copy;
    }
    case 1: {
      const from = at(bytes);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + Math.floor(next() * 200))]);
    }
    default:
      return Buffer.concat([bytes.subarray(0, at(bytes)), other.subarray(at(other))]);
  }
}

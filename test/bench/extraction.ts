/**
 * `npm run bench -- extraction [FILES]`: a code base of 60,000 C files (or as many as are given), and YARA's own source:
 * the first index, and one when nothing has changed, with the memory of all processes together.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { findSourceOracles } from '../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { writeTree } from './support/cTree.ts';
import { measureProgram } from './support/processTree.ts';

const Answer = v.object({ entries: v.number(), problems: v.number(), read: v.number() });

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-extraction-'));
  try {
    const source = (await findSourceOracles(cacheFolder()))?.source;
    if (source === undefined) console.log("YARA's source is not there: npm run setup");
    else await measure("YARA's source", source, join(folder, 'yara.sqlite'));
    const count = Number(process.argv[3] ?? 60_000);
    const { bytes, lines } = await writeTree(join(folder, 'tree'), count);
    console.log(`${String(count)} files of C, ${megabytes(bytes)} MB, ${(lines / 1e6).toFixed(1)} million lines`);
    await measure('the tree', join(folder, 'tree'), join(folder, 'tree.sqlite'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(name: string, root: string, store: string): Promise<void> {
  for (const when of ['cold', 'unchanged']) {
    const program = join(import.meta.dirname, 'support', 'indexOnce.ts');
    const { output, elapsed, cpu, memory } = await measureProgram([program, root, store]);
    const { entries, problems, read } = v.parse(Answer, JSON.parse(output));
    console.log(
      `${name}, ${when}: ${seconds(elapsed)} s, of which ${seconds(read)} to read; ${seconds(cpu)} s of CPU; ` +
        `at most ${String(megabytes(memory))} MB in all processes; ${String(entries)} entries, ` +
        `${String(problems)} problems, store of ${String(megabytes((await stat(store)).size))} MB`,
    );
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

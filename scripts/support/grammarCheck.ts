/** Whether the generated parser in `native/tree-sitter-yara/src` is what the grammar gives. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from './paths.ts';
import { run } from './processes.ts';
import { allSkipped, oneCheck, type StageReport } from './report.ts';
import { obtainTreeSitterCli } from './treeSitterCli.ts';
import { Unobtainable } from './unobtainable.ts';

const name = 'generated parser';
const grammar = join(root, 'native', 'tree-sitter-yara');
/** The program that the committed files were made with; another one writes them differently. */
const series = '0.26';
/** `scanner.c` is written by hand. */
const generated = ['parser.c', 'grammar.json', 'node-types.json', 'tree_sitter/parser.h'];

/** Generates from a copy and compares, byte for byte. Skipped without a program, or with one of another series. */
export async function checkGrammar(log?: (line: string) => void): Promise<StageReport> {
  const folder = await mkdtemp(join(tmpdir(), 'yara-cryptex-grammar-'));
  try {
    const cli = await obtainTreeSitterCli(log);
    if (!cli.version.startsWith(`${series}.`)) {
      return allSkipped(name, `made with tree-sitter ${series}, and the program here is ${cli.version}`);
    }
    await cp(grammar, folder, { recursive: true, filter: (source) => basename(source) !== 'build' });
    await run(cli.command, [...cli.args, 'generate'], { cwd: folder });
    const stale: string[] = [];
    for (const file of generated) {
      const [committed, fresh] = await Promise.all(
        [grammar, folder].map((place) => readFile(join(place, 'src', file), 'utf8').catch(() => undefined)),
      );
      if (committed !== fresh) stale.push(file);
    }
    if (stale.length === 0) return oneCheck(name);
    return oneCheck(name, `${stale.join(', ')}: not what the grammar gives. Run \`tree-sitter generate\` there.`);
  } catch (error) {
    if (error instanceof Unobtainable) return allSkipped(name, error.message);
    return oneCheck(name, error instanceof Error ? error.message : String(error));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

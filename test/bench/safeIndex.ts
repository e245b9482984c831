/**
 * `npm run bench -- safeIndex`: how long `cryptex safe-index` takes for the indexes of yara-rules, and for one of all rule
 * files of both corpora. Build first.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { findRuleFiles } from '../../server/src/catalogue/ruleFileWalk.ts';
import { root } from '../cli/support/cryptex.ts';
import { corpus, testLibraries } from '../cli/support/libraries.ts';

const execute = promisify(execFile);

export async function run(): Promise<void> {
  const [rules, signatures] = await Promise.all([corpus('yara-rules'), corpus('signature-base')]);
  if (rules === undefined || signatures === undefined) {
    console.log('skipped: the corpora are not here (CRYPTEX_CORPORA)');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-safe-index-'));
  try {
    const all = join(folder, 'all.yar');
    const files = await findRuleFiles([rules, signatures], ['**/*index*']);
    await writeFile(all, files.map(({ path }) => `include "${path}"\n`).join(''));
    for (const library of await testLibraries()) {
      if (library.path === undefined) {
        console.log(`skipped: libyara ${library.version} is not here (npm run setup)`);
        continue;
      }
      for (const index of [join(rules, 'index.yar'), join(rules, 'index_w_mobile.yar'), all]) {
        const began = performance.now();
        const program = [join(root, 'dist', 'cli.cjs'), '--libyara', library.path];
        const options = { maxBuffer: 64 * 1024 * 1024 };
        const { stdout } = await execute(process.execPath, [...program, 'safe-index', index, '--dry-run'], options);
        const seconds = (performance.now() - began) / 1000;
        console.log(`${basename(index)}: ${seconds.toFixed(2)} s, ${stdout.trimEnd().split('\n').at(-1) ?? ''}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `npm run bench -- safeIndex`: how long `cryptex safe-index` takes for the indexes of yara-rules. Build first. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../cli/support/cryptex.ts';
import { corpus, testLibraries } from '../cli/support/libraries.ts';

export async function run(): Promise<void> {
  const rules = await corpus('yara-rules');
  if (rules === undefined) {
    console.log('skipped: yara-rules is not here (CRYPTEX_CORPORA)');
    return;
  }
  for (const library of await testLibraries()) {
    if (library.path === undefined) {
      console.log(`skipped: libyara ${library.version} is not here (npm run setup)`);
      continue;
    }
    for (const name of ['index.yar', 'index_w_mobile.yar']) {
      const program = [join(root, 'dist', 'cli.cjs'), '--libyara', library.path];
      const began = performance.now();
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...program,
        'safe-index',
        join(rules, name),
        '--dry-run',
      ]);
      const seconds = (performance.now() - began) / 1000;
      console.log(`${name}: ${seconds.toFixed(2)} s\n  ${stdout.trimEnd().replaceAll('\n', '\n  ')}`);
    }
  }
}

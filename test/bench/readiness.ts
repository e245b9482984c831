/** `npm run bench -- readiness`: all rules of signature-base on both engines, and once more when nothing has changed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptex } from '../cli/support/cryptex.ts';
import { testLibraries } from '../cli/support/libraries.ts';
import { corpus } from '../engine/libraries.ts';

export async function run(): Promise<void> {
  const [rules, samples] = [corpus('signature-base'), corpus('libyara-samples')];
  if (rules === undefined || samples === undefined) {
    console.log('skipped: the corpora are not here (CRYPTEX_CORPORA)');
    return;
  }
  const library = (await testLibraries()).findLast(({ path }) => path !== undefined);
  if (library?.path === undefined) {
    console.log('skipped: there is no libyara (`npm run setup`)');
    return;
  }
  const env = { CRYPTEX_LIBYARA: library.path };
  const cache = await mkdtemp(join(tmpdir(), 'cryptex-readiness-'));
  try {
    for (const when of ['cold', 'nothing changed', 'nothing changed', 'nothing changed']) {
      const began = performance.now();
      const args = ['gap', 'rules', rules, '--samples', samples];
      const { stdout, stderr } = await cryptex(args, { cwd: cache, env: { ...env, CRYPTEX_CACHE: cache } });
      if (stdout === '') throw new Error(stderr);
      const seconds = ((performance.now() - began) / 1000).toFixed(2);
      console.log(`${when.padEnd(15)}  ${seconds} s  ${stdout.trimEnd().split('\n').at(-1) ?? ''}`);
    }
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

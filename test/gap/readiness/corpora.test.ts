/** Public rules: verdicts are those of the engines themselves, every refusal has a name, and what is safe is safe. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import init, { Compiler } from '@virustotal/yara-x';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/gap/readiness/fixes/fix.ts';
import { ruleText } from '../../../server/src/gap/readiness/inline.ts';
import { Readiness } from '../../../server/src/gap/readiness/readiness.ts';
import type { RuleFileReadiness } from '../../../server/src/protocol/readiness.ts';
import { diskFileSystem } from '../../../server/src/workspace/fileSystem.ts';
import { corpus, newestLibrary } from '../../engine/libraries.ts';
import { openLaboratory, settings, type Laboratory } from './support.ts';

const samples = corpus('libyara-samples');
const run = promisify(execFile);

/** All of the rules that libyara and YARA-X part over, and some of those that both are kept fit for. */
const collections = [
  { name: 'yara-rules', every: 1 },
  { name: 'signature-base', every: 10 },
] as const;

/** YARA-X without anything of ours around it. */
async function openYaraX(): Promise<(text: string) => readonly string[]> {
  const main = createRequire(import.meta.url).resolve('@virustotal/yara-x');
  await init({ module_or_path: await readFile(join(dirname(main), 'yara_x_js_bg.wasm')) });
  return (text) => {
    const compiler = new Compiler();
    try {
      for (const { name, value } of settings.externals) compiler.defineGlobal(name, value);
      try {
        compiler.addSource(text);
      } catch {
        // What it has against the text is in `errors`.
      }
      return compiler.errors;
    } finally {
      compiler.free();
    }
  };
}

// One is enough: what is looked at is YARA-X.
describe.skipIf(newestLibrary === undefined)('with the newest libyara', () => {
  if (!newestLibrary) return;
  const library = newestLibrary;
  const defined = settings.externals.flatMap(({ name }) => ['-d', `${name}=`]);
  for (const { name, every } of collections) {
    const folder = corpus(name);
    describe.skipIf(folder === undefined || samples === undefined)(`corpus ${name}`, () => {
      let laboratory: Laboratory;
      let temporary: string;
      const audited: RuleFileReadiness[] = [];

      beforeAll(async () => {
        laboratory = openLaboratory(library.path);
        temporary = await mkdtemp(join(tmpdir(), 'cryptex-readiness-'));
        const found = (await diskFileSystem.ruleFiles(folder ?? '')).sort();
        // An index has what its files have.
        const files = found.filter((path, at) => at % every === 0 && !basename(path).includes('index'));
        const readiness = new Readiness({ engines: laboratory.engines, files: diskFileSystem, settings, samples: [] });
        for await (const one of readiness.audit(files)) {
          if ('failure' in one) throw one.failure;
          audited.push(one);
        }
      }, 300_000);
      afterAll(async () => {
        await laboratory[Symbol.asyncDispose]();
        await rm(temporary, { recursive: true });
      });

      it('has the verdicts of YARA-X and of yarac', { timeout: 300_000 }, async () => {
        const errorsOf = await openYaraX();
        for (const [at, { path, yaraX, libyara }] of audited.entries()) {
          const text = await readFile(path, 'utf8');
          const isUtf8 = !text.includes('\ufffd');
          expect([path, yaraX.verdict]).toEqual([path, isUtf8 && errorsOf(text).length === 0 ? 'compiles' : 'refused']);
          if (at % 10 !== 0 && yaraX.verdict === 'compiles') continue;
          const output = join(temporary, 'out');
          const compiles = await run(library.yarac, [...defined, path, output], {
            env: library.env,
            cwd: dirname(path),
          }).then(
            () => true,
            () => false,
          );
          expect([path, libyara.verdict]).toEqual([path, compiles ? 'compiles' : 'refused']);
        }
      });

      it('has a name for every refusal of what libyara takes', () => {
        const both = audited.filter(({ libyara }) => libyara.verdict === 'compiles');
        const kinds = new Map<string, number>();
        for (const { refusals } of both) for (const { kind } of refusals) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        const ready = both.filter(({ status }) => status === 'done').length;
        console.log(
          `${name}: ${both.length} files that libyara compiles, ${ready} ready; ${JSON.stringify(Object.fromEntries(kinds))}`,
        );
        expect([kinds.get('other'), kinds.get('syntax')]).toEqual([undefined, undefined]);
      });

      it('offers as safe what leaves the matches of yara as they were', { timeout: 120_000 }, async () => {
        const errorsOf = await openYaraX();
        for (const { path, refusals } of audited) {
          for (const { fix, rule, line } of refusals.filter((one) => one.file === path)) {
            if (!fix?.isSafe) continue;
            const mended = applyEdits(ruleText(path, await readFile(path)).text, fix.edits);
            expect(errorsOf(mended).filter((error) => error.includes(`line:${line}:`))).toEqual([]);
            const copy = join(temporary, 'mended.yar');
            await writeFile(copy, mended);
            const scan = async (rules: string): Promise<string> =>
              (
                await run(library.yara, [...defined, '-s', '-r', rules, samples ?? ''], {
                  env: library.env,
                  maxBuffer: 1e9,
                })
              ).stdout;
            expect([path, rule, await scan(copy)]).toEqual([path, rule, await scan(path)]);
          }
        }
      });
    });
  }
});

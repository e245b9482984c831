/** Scanning with a public rule set finds what `yara` of the same version finds: rules, patterns, offsets and lengths. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob, scanJob } from './jobs.ts';
import { corpus, forEachLibrary } from './libraries.ts';
import { yara } from './oracle.ts';

const ruleFolder = corpus('signature-base', 'yara');
const samples = corpus('libyara-samples');

forEachLibrary((library) => {
  describe.skipIf(ruleFolder === undefined || samples === undefined)(
    'corpora signature-base and libyara-samples',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'cryptex-scan-corpora-'));
      const pool = new WorkerPool({ workers: 2, libyara: library.path });
      afterAll(async () => {
        await pool[Symbol.asyncDispose]();
        rmSync(folder, { recursive: true });
      });

      it('finds what yara finds', { timeout: 600_000 }, async () => {
        const rules = join(folder, 'all.yarc');
        const names = readdirSync(ruleFolder ?? '').filter((name) => /\.yara?$/.test(name));
        const sources = names.map((name) => ({ path: join(ruleFolder ?? '', name), namespace: name }));
        const externals = ['filename', 'filepath', 'extension', 'filetype', 'owner'].map(
          (name) => ({ type: 'string', name, value: '' }) as const,
        );
        const compiled = await pool.run(compileJob(sources, { want: 'save', output: rules, externals }));
        expect(compiled.messages.filter(({ level }) => level === 'error')).toEqual([]);

        const targets = [
          ...some(files(samples ?? ''), 1_000_000),
          ...some(files('/usr/bin'), 8_000_000),
          // Rule files have in them what they look for.
          ...some(files(ruleFolder ?? ''), 1_500_000),
        ];
        const list = join(folder, 'targets');
        writeFileSync(list, `${targets.join('\n')}\n`);
        const expected = await yara(library, rules, ['--scan-list', list]);
        const results = targets.map(async (path) => {
          const { matches } = await pool.run(
            scanJob(rules, path, { maxMatchesPerPattern: 1_000_000, maxMatchBytes: 512 }),
          );
          return matches.map(({ rule, patterns }) => ({
            rule,
            path,
            patterns: patterns.flatMap(({ identifier, matches }) =>
              matches.map(({ offset, length, data }) => {
                expect(data.byteLength).toBe(Math.min(length, 512));
                return { identifier, offset, length: Math.min(length, 512) };
              }),
            ),
          }));
        });
        const found = (await Promise.all(results)).flat();
        const sorted = (list: readonly unknown[]) => list.map((match) => JSON.stringify(match)).sort();
        expect(sorted(found)).toEqual(sorted(expected));
        const matches = found.reduce((sum, { patterns }) => sum + patterns.length, 0);
        expect(matches).toBeGreaterThan(1000);
        console.log(
          `libyara ${library.version}: ${targets.length} files, ${found.length} rules, ${matches} matches, all equal`,
        );
      });
    },
  );
});

/** Links are not followed. */
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Files spread over the list, up to so many bytes together. */
function some(paths: readonly string[], limit: number): string[] {
  const chosen: string[] = [];
  let total = 0;
  const step = 7;
  for (let start = 0; start < step; start++) {
    for (let at = start; at < paths.length; at += step) {
      const path = paths[at] ?? '';
      const { size } = statSync(path);
      if (total + size > limit) continue;
      total += size;
      chosen.push(path);
    }
  }
  return chosen;
}

/**
 * Scanning with public rule sets finds what `yara` of the same version finds: rules with their namespace, patterns, offsets
 * and lengths. Every file that compiles is in a namespace of its own, so that each is held to it.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import type { RuleSource } from '../../server/src/protocol/compileJob.ts';
import type { ScanResult } from '../../server/src/protocol/scanJob.ts';
import { compileJob, scanJob } from './jobs.ts';
import { corpus, forEachLibrary } from './libraries.ts';
import { yara } from './oracle.ts';

const samples = corpus('libyara-samples');
const ruleSets = [
  { name: 'signature-base', folder: corpus('signature-base', 'yara'), systemBytes: 6_000_000, ruleBytes: 1_500_000 },
  // Its patterns of a byte or two match millions of times.
  { name: 'yara-rules', folder: corpus('yara-rules'), systemBytes: 700_000, ruleBytes: 300_000 },
];
const externals = ['filename', 'filepath', 'extension', 'filetype', 'owner'].map(
  (name) => ({ type: 'string', name, value: '' }) as const,
);
/** What `yara` prints of a match at most. */
const matchBytes = 512;

forEachLibrary((library) => {
  describe.each(ruleSets)('corpora $name and libyara-samples', ({ folder: ruleFolder, systemBytes, ruleBytes }) => {
    if (ruleFolder === undefined || samples === undefined) {
      it.skip('needs the corpora', () => undefined);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'cryptex-scan-corpora-'));
    const pool = new WorkerPool({ workers: 2, libyara: library.path });
    afterAll(async () => {
      await pool[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    });

    /** Those that compile alone. */
    async function compilable(): Promise<RuleSource[]> {
      const paths = files(ruleFolder ?? '').filter((path) => /\.(yara?|rule)$/.test(path));
      const checked = paths.map(async (path) => {
        const { messages } = await pool.run(compileJob([path], { externals }));
        const namespace = relative(ruleFolder ?? '', path).replaceAll(' ', '_');
        return messages.some(({ level }) => level === 'error') ? [] : [{ path, namespace }];
      });
      return (await Promise.all(checked)).flat();
    }

    it('finds what yara finds', { timeout: 600_000 }, async () => {
      const rules = join(folder, 'all.yarc');
      const sources = await compilable();
      const compiled = await pool.run(compileJob(sources, { want: 'save', output: rules, externals }));
      expect(compiled.messages.filter(({ level }) => level === 'error')).toEqual([]);

      const targets = [
        ...some(files(samples), 1_000_000),
        ...some(files('/usr/bin'), systemBytes),
        // Rule files have in them what they look for.
        ...some(files(ruleFolder), ruleBytes),
      ];
      const list = join(folder, 'targets');
      writeFileSync(list, `${targets.join('\n')}\n`);
      const expected = await yara(library, rules, ['-e', '--scan-list', list]);
      const results = targets.map(async (path) => {
        const job = scanJob(rules, path, { maxMatchesPerPattern: 1_000_000, maxMatchBytes: matchBytes });
        return asPrinted(path, await pool.run(job));
      });
      const found = (await Promise.all(results)).flat();
      const sorted = (matches: readonly unknown[]) => matches.map((match) => JSON.stringify(match)).sort();
      expect(sorted(found)).toEqual(sorted(expected));
      const matches = found.reduce((sum, { patterns }) => sum + patterns.length, 0);
      expect(matches).toBeGreaterThan(1000);
      const namespaces = new Set(found.map(({ rule }) => rule.split(':')[0]));
      console.log(
        `libyara ${library.version}: ${sources.length} rule files, ${namespaces.size} of them with matches, ` +
          `${targets.length} files, ${found.length} rules, ${matches} matches, all equal`,
      );
    });
  });
});

/** As the oracle reads what `yara -e -L` prints. */
function asPrinted(path: string, { matches }: ScanResult) {
  return matches.map(({ rule, namespace, patterns }) => ({
    rule: `${namespace}:${rule}`,
    path,
    patterns: patterns.flatMap(({ identifier, matches: places }) =>
      places.map(({ offset, length, data }) => {
        expect(data.byteLength).toBe(Math.min(length, matchBytes));
        return { identifier, offset, length: Math.min(length, matchBytes) };
      }),
    ),
  }));
}

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

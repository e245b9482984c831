/** What a safe index keeps and leaves out is what libyara can and can't compile, and it takes few compiles to know. */
import * as fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import type { CompileResult } from '../../server/src/protocol/compileJob.ts';
import type { MadeSafeIndex } from '../../server/src/protocol/safeIndex.ts';
import { makeSafeIndex } from '../../server/src/safeIndex/safeIndex.ts';
import { forEachLibrary } from './libraries.ts';

const { signal } = new AbortController();

forEachLibrary(({ path: libyara }) => {
  describe('a safe index', () => {
    let pool: WorkerPool;
    let root: string;
    let compiles = 0;
    let folders = 0;

    beforeAll(async () => {
      pool = new WorkerPool({ workers: 1, libyara });
      root = await mkdtemp(join(tmpdir(), 'cryptex-safe-index-'));
    });
    afterAll(async () => {
      await pool[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    });

    const engine = {
      describe: async () => (await pool.run({ kind: 'describe' })).engine,
      compile: (job: Parameters<WorkerPool['run']>[0] & { kind: 'compile' }) => {
        compiles += 1;
        return pool.run(job);
      },
    };

    async function compiled(path: string, text: string): Promise<CompileResult> {
      const sources = [{ path, bytes: Buffer.from(text) }];
      return await pool.run({
        kind: 'compile',
        sources,
        externals: [],
        includeDirectories: [],
        overlay: [],
        want: 'count',
      });
    }

    /** Of files in a folder of their own, included in their order. */
    async function make(files: readonly string[], index = files.map((_, at) => `include "./${at}.yar"\n`).join('')) {
      folders += 1;
      const folder = join(root, String(folders));
      await mkdir(folder);
      await Promise.all(files.map((text, at) => writeFile(join(folder, `${at}.yar`), text)));
      const path = join(folder, 'index.yar');
      await writeFile(path, index);
      const request = { index: path, excludeModules: [], onDuplicate: 'first' as const, replace: false };
      const options = { ...request, externals: [], includeDirectories: [] };
      return { path, ...(await makeSafeIndex(options, engine, signal)) };
    }

    function leftOutOf(made: Pick<MadeSafeIndex, 'leftOut'>): Map<number, string> {
      return new Map(made.leftOut.map(({ name, code }) => [Number(/(\d+)\.yar$/.exec(name)?.[1]), code]));
    }

    test('takes few compiles, however many files fail of a module that is missing', async () => {
      const own = Array.from(
        { length: 60 },
        (_, at) => `import "no_such_module"\nrule r${at} { condition: no_such_module.field_${at} }`,
      );
      compiles = 0;
      const { outcome } = await make(['rule fine { condition: true }', ...own]);
      if (outcome.type !== 'made') throw new Error(outcome.type);
      expect(new Set(outcome.leftOut.map(({ code }) => code))).toEqual(new Set(['missing-module']));
      expect(outcome.leftOut).toHaveLength(60);
      expect(compiles).toBeLessThan(6);
    });

    test('leaves out a file with a comment that swallows others, and no other', async () => {
      const { outcome } = await make(
        ['rule a { condition: true } /* not closed', 'rule b { condition: true }', 'rule c { condition: true }'],
        `include "./0.yar"\ninclude "./1.yar"\nrule own { condition: true }\n/* a remark */\ninclude "./2.yar"\n`,
      );
      if (outcome.type !== 'made') throw new Error(outcome.type);
      expect([...leftOutOf(outcome)]).toEqual([[0, 'unclosed-comment']]);
      expect(outcome.rules).toBe(3);
    });

    test('keeps a file whose last comment only looks as if it had no end', async () => {
      const { outcome } = await make([
        'rule a { strings: $a = "*/ /*" condition: $a }',
        'rule b { condition: true } // */ /*',
        'rule c { condition: nothing }',
      ]);
      if (outcome.type !== 'made') throw new Error(outcome.type);
      expect([...leftOutOf(outcome)]).toEqual([[2, 'does-not-compile']]);
    });

    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const condition = fc.oneof(
      { weight: 3, arbitrary: fc.constant('true') },
      { weight: 3, arbitrary: name },
      fc.constantFrom('nothing', 'pe.is_pe', 'no_such_module.x', '$x', '('),
    );
    const rule = fc.tuple(name, condition).map(([own, of]) => `rule ${own} { condition: ${of} }\n`);
    const file = fc
      .tuple(
        fc.constantFrom('', '', 'import "pe"\n', 'import "no_such_module"\n'),
        fc.array(rule, { minLength: 1, maxLength: 2 }),
        fc.constantFrom('', '', '', '/* not closed'),
      )
      .map(([imports, rules, end]) => imports + rules.join('') + end);

    test('compiles, and would not with any more of its files', { timeout: 300_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 7 }), async (files) => {
          const { path, outcome } = await make(files);
          if (outcome.type === 'rejected' || outcome.type === 'duplicates') throw new Error(outcome.type);
          const leftOut = leftOutOf(outcome);
          const text = (more?: number): string =>
            files.map((_, at) => (at === more || !leftOut.has(at) ? `include "./${at}.yar"\n` : '')).join('');
          const errors = async (more?: number): Promise<number> =>
            (await compiled(path, text(more))).messages.filter(({ level }) => level === 'error').length;
          if (outcome.type === 'made') expect(await errors()).toBe(0);
          for (const [at, code] of leftOut) {
            if (code !== 'unclosed-comment') expect([at, code, await errors(at)]).not.toEqual([at, code, 0]);
          }
        }),
        { numRuns: 60 },
      );
    });
  });
});

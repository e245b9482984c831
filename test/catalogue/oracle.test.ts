/** The catalogue of what libyara compiles is what libyara has of it: how many rules, their names, tags and metadata. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Catalogue, type CataloguedFile } from '../../server/src/catalogue/catalogue.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import type { RuleMatch } from '../../server/src/protocol/scanJob.ts';
import { RuleFiles } from '../../server/src/store/ruleFiles.ts';
import { Store } from '../../server/src/store/store.ts';
import { scannerVariables } from '../../server/src/workspace/settings.ts';
import { compileJob, scanJob } from '../engine/jobs.ts';
import { corpus, forEachLibrary } from '../engine/libraries.ts';

const externals = scannerVariables.map((variable) => ({ type: 'string' as const, name: variable, value: '' }));

/** What can be compared of a rule, as one line. */
interface Told {
  readonly name: string;
  readonly tags: readonly string[];
  readonly metas: readonly { readonly name: string; readonly value: string | number | bigint | boolean }[];
}

function line(place: string, { name, tags, metas }: Told): string {
  const values = metas.map((meta) => [meta.name, typeof meta.value === 'bigint' ? Number(meta.value) : meta.value]);
  return `${place} ${name} ${JSON.stringify([tags, values])}`;
}

forEachLibrary(({ path: libyara }) => {
  describe.each(['signature-base', 'yara-rules'])('the catalogue of %s', (name) => {
    const folder = corpus(name);
    if (folder === undefined) {
      test.skip('needs the corpora', () => undefined);
      return;
    }
    let place: string;
    let pool: WorkerPool;
    let catalogue: Catalogue;
    /** Compile by themselves. A file with includes has the rules of those too, and is no measure. */
    let compilable: CataloguedFile[];
    const differences: string[] = [];

    beforeAll(async () => {
      place = await mkdtemp(join(tmpdir(), 'cryptex-catalogue-'));
      pool = new WorkerPool({ workers: availableParallelism(), libyara });
      catalogue = new Catalogue(new RuleFiles(new Store(join(place, 'store'))), { folders: [folder], exclude: [] });
      await catalogue.update({ signal: new AbortController().signal, onNotice: (message) => expect.fail(message) });
      const files = [...catalogue.files.values()].filter(({ content }) => content.includes.length === 0);
      const compiled = files.map(async (file) => {
        const { rules } = await pool.run(compileJob([file.path], { externals, want: 'count' }));
        if (rules === undefined) return [];
        const { length } = file.content.rules;
        if (rules !== length) differences.push(`${file.path}: ${rules}, not ${length}`);
        return [file];
      });
      compilable = (await Promise.all(compiled)).flat();
    }, 300_000);
    afterAll(async () => {
      await pool[Symbol.asyncDispose]();
      await rm(place, { recursive: true });
    });

    test('has the rules that libyara counts', () => {
      expect(differences).toEqual([]);
      expect(compilable.length).toBeGreaterThan(200);
    });

    test('has the names, tags and metadata that libyara has', { timeout: 300_000 }, async () => {
      const rules = join(place, 'all.yarc');
      const sources = compilable.map(({ path }, at) => ({ path, namespace: `n${at}` }));
      await pool.run(compileJob(sources, { want: 'save', output: rules, externals }));
      const found: RuleMatch[] = [];
      // What matches an empty file and what does not are all rules but the private ones, which libyara keeps to itself.
      for (const negate of [false, true]) {
        const job = scanJob(rules, new Uint8Array(), { filter: { negate }, externals });
        found.push(...(await pool.run(job)).matches);
      }
      const told = found.map(({ namespace, rule, tags, meta }) =>
        line(compilable[Number(namespace.slice(1))]?.path ?? '', { name: rule, tags, metas: meta }),
      );
      const known = compilable.flatMap(({ path, content }) =>
        content.rules.filter(({ modifiers }) => !modifiers.includes('private')).map((rule) => line(path, rule)),
      );
      const [inLibyara, inCatalogue] = [new Set(told), new Set(known)];
      expect(told.filter((one) => !inCatalogue.has(one)).slice(0, 10)).toEqual([]);
      expect(known.filter((one) => !inLibyara.has(one)).slice(0, 10)).toEqual([]);
      expect(told).toHaveLength(known.length);
    });
  });
});

/** The catalogue of what libyara compiles has as many rules as libyara counts, file by file. */
import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { Catalogue } from '../../server/src/catalogue/catalogue.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { RuleFiles } from '../../server/src/store/ruleFiles.ts';
import { Store } from '../../server/src/store/store.ts';
import { scannerVariables } from '../../server/src/workspace/settings.ts';
import { corpus, forEachLibrary } from '../engine/libraries.ts';
import { TestFolder } from '../store/support/folder.ts';

forEachLibrary(({ path: libyara }) => {
  for (const name of ['signature-base', 'yara-rules']) {
    const folder = corpus(name);
    describe.skipIf(folder === undefined)(`${name} (needs the corpora)`, () => {
      test('has the rules that libyara counts', { timeout: 300_000 }, async () => {
        const place = await TestFolder.create();
        const catalogue = new Catalogue(new RuleFiles(new Store(place.path())), {
          folders: [folder ?? ''],
          exclude: [],
        });
        await catalogue.update({ signal: new AbortController().signal, onNotice: (message) => expect.fail(message) });
        await using pool = new WorkerPool({ workers: availableParallelism(), libyara });
        const externals = scannerVariables.map((variable) => ({ type: 'string' as const, name: variable, value: '' }));
        const differences: string[] = [];
        let compared = 0;
        // A file with includes has the rules of those too.
        const files = [...catalogue.files.values()].filter(({ content }) => content.includes.length === 0);
        await Promise.all(
          files.map(async ({ path, content }) => {
            const sources = [{ path }];
            const job = { sources, externals, includeDirectories: [], overlay: [] };
            const { rules } = await pool.run({ kind: 'compile', ...job, want: 'count' });
            if (rules === undefined) return;
            compared += 1;
            if (rules !== content.rules.length) differences.push(`${path}: ${rules}, not ${content.rules.length}`);
          }),
        );
        await place.remove();
        expect(differences).toEqual([]);
        expect(compared).toBeGreaterThan(200);
      });
    });
  }
});

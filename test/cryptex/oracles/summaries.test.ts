/** Summaries of code that others wrote: none is a template, none is empty, none is that of another with the name exchanged. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSourceOracles } from '../../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';
import type { ExtractedSymbol } from '../../../server/src/protocol/cryptex.ts';
import { debianFolder, filesBelow, npmFolder } from '../languages/oracles/codeBases.ts';

const yara = (await findSourceOracles(cacheFolder()))?.source;

const codeBases: readonly (readonly [name: string, folder: string | undefined, ends: RegExp])[] = [
  ["YARA's source", yara && join(yara, 'libyara'), /\.[ch]$/],
  ['gyp, of node-gyp', npmFolder('node-gyp/gyp'), /\.py$/],
  ['PowerShell of ansible', await debianFolder('ansible', 'usr/lib/python3/dist-packages'), /\.psm?1$/],
];

/** With another name in the place of its own, wherever that stands as a word. */
function withoutName(text: string, name: string): string {
  return text
    .split(/([\p{L}\p{N}_$-]+)/u)
    .map((word) => (word === name ? '\0' : word))
    .join('');
}

for (const [name, folder, ends] of codeBases) {
  describe.skipIf(folder === undefined)(`${name} (npm run setup)`, () => {
    it('has summaries that say what each function does', async () => {
      const functions: (ExtractedSymbol & { readonly file: string })[] = [];
      for (const path of await filesBelow(folder ?? '', ends)) {
        const file = await extractSource(path, await readFile(path));
        for (const symbol of file?.symbols ?? [])
          if (symbol.kind === 'function' || symbol.kind === 'method')
            functions.push({ ...symbol, file: relative(folder ?? '', path) });
      }
      expect(functions.length).toBeGreaterThan(50);
      const bad = functions.filter(
        ({ summary: { text } }) => text === '' || text.length > 160 || /[\p{Cc}\p{Cf}]/u.test(text),
      );
      expect(bad.map(({ name: symbol, summary }) => [symbol, summary.text])).toEqual([]);

      const derived = functions.filter(({ summary }) => summary.source === 'derived');
      const groups = Map.groupBy(derived, (one) => withoutName(one.summary.text, one.name));
      const alike = [...groups].filter(
        ([text, all]) => text.includes('\0') && new Set(all.map((one) => one.name)).size > 1,
      );
      // Where even the code is the same but for the name, so is what can be said of it.
      const told = alike.filter(([, all]) => new Set(all.map((one) => withoutName(one.pseudocode, one.name))).size > 1);
      expect(told.map(([, all]) => all.map((one) => `${one.file}: ${one.summary.text}`))).toEqual([]);
      const same = alike.reduce((sum, [, all]) => sum + all.length, 0);
      console.log(
        `${name}: ${functions.length} functions, ${functions.length - derived.length} summaries from documentation; ` +
          `${same} equal another's with the name exchanged, as their code does`,
      );
    });
  });
}

/** Pseudocode of code that others wrote, held against another walk over its tree. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSourceOracles } from '../../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import { decodeSource } from '../../../server/src/cryptex/extraction/decode.ts';
import { isBalanced } from '../../../server/src/cryptex/pseudocode/check.ts';
import { renderPseudocode } from '../../../server/src/cryptex/pseudocode/render.ts';
import { debianFolder, filesBelow, npmFolder } from '../languages/oracles/codeBases.ts';
import { leftOut } from '../pseudocode/secondWalk.ts';
import { functionsOf, type Tongue } from '../support/grammars.ts';

const yara = (await findSourceOracles(cacheFolder()))?.source;
const ansible = await debianFolder('ansible', 'usr/lib/python3/dist-packages');
const own = join(import.meta.dirname, '../../..');

const codeBases: readonly (readonly [name: string, tongue: Tongue, folder: string | undefined, ends: RegExp])[] = [
  ["YARA's source", 'c', yara, /\.[ch]$/],
  ['Python of ansible', 'python', ansible && join(ansible, 'ansible'), /\.py$/],
  ['gyp, of node-gyp', 'python', npmFolder('node-gyp/gyp'), /\.py$/],
  ['PowerShell of ansible', 'powershell', ansible, /\.psm?1$/],
  ['node-addon-api', 'cpp', npmFolder('node-addon-api'), /\.h$/],
  ['the language server and its services', 'typescript', join(own, 'server'), /\.ts$/],
  ['eslint', 'javascript', npmFolder('eslint/lib'), /\.js$/],
];

const isLong: ReadonlySet<Tongue> = new Set(['c', 'python', 'powershell']);

for (const [name, tongue, folder, ends] of codeBases) {
  describe.skipIf(folder === undefined)(`${name} (npm run setup)`, () => {
    it('names every call and control structure of each body, is balanced, short, and the same each time', async () => {
      const wrong: string[] = [];
      const ratios: number[] = [];
      let functions = 0;
      for (const path of await filesBelow(folder ?? '', ends)) {
        const { found, notation, text } = functionsOf(tongue, decodeSource(await readFile(path)));
        for (const one of found) {
          const pseudocode = renderPseudocode(one, notation, text);
          const place = `${relative(folder ?? '', path)}:${one.node.startPosition.row + 1}`;
          if (!isBalanced(pseudocode)) wrong.push(`${place} is not balanced`);
          if (renderPseudocode(one, notation, text) !== pseudocode) wrong.push(`${place} differs the second time`);
          if (one.body.namedChildCount < 2) continue;
          functions += 1;
          const missing = one.body.hasError ? [] : leftOut(tongue, one.body, pseudocode, text);
          if (missing.length > 0) wrong.push(`${place} leaves out ${missing.join(', ')}`);
          const lines = one.body.endPosition.row - one.body.startPosition.row + 1;
          ratios.push(pseudocode.split('\n').length / lines);
        }
      }
      const median = ratios.sort((a, b) => a - b)[ratios.length >> 1] ?? 0;
      console.log(
        `${name}: ${functions} bodies, ${wrong.length} faults; median ${Math.round(median * 100)} % of the lines`,
      );
      expect(wrong.slice(0, 30)).toEqual([]);
      expect(functions).toBeGreaterThan(0);
      // Where functions are as short as in TypeScript, there is little to leave out.
      if (isLong.has(tongue)) expect(median).toBeLessThanOrEqual(1 / 3);
    });
  });
}

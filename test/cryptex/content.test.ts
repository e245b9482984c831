import { expect, test } from 'vitest';
import { packFile, unpackContent, unpackRows, unpackWords } from '../../server/src/cryptex/content.ts';
import type { ExtractedFile } from '../../server/src/protocol/cryptex.ts';

const file: ExtractedFile = {
  language: 'c',
  lines: 3,
  symbols: [
    {
      kind: 'function',
      name: 'run',
      qualifiedName: 'run',
      span: { startLine: 1, startColumn: 0, endLine: 3, endColumn: 1 },
      signature: 'int run(void)',
      visibility: 'public',
      summary: { text: 'Runs.', source: 'doc' },
      pseudocode: 'if Größe_1 > 2\n  call Go(); call go()',
      references: [{ kind: 'call', name: 'go', line: 2, uses: 2 }],
      bodyHash: 'aa',
    },
  ],
  syntaxErrors: [],
};

test('keeps all of a file, its rows and its words, and takes no damaged content', () => {
  const packed = packFile(file);
  expect(unpackContent(packed.content)).toEqual(file);
  expect(unpackRows(packed.rows)).toMatchObject([{ name: 'run', uses: [['call', 'go']] }]);
  expect(unpackWords(packed.words)).toEqual(['if größe_1 2 call go']);
  expect(unpackContent(packed.content.subarray(0, 9))).toBeUndefined();
  expect(unpackContent(packFile({ ...file, lines: -1 }).content)).toBeUndefined();
});

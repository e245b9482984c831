/** What is extracted from C++ that others wrote against what ctags finds in it. */
import { describe, expect, it } from 'vitest';
import type { ExtractedSymbol } from '../../../server/src/protocol/cryptex.ts';
import {
  ctags,
  debianFolder,
  filesBelow,
  npmFolder,
  place,
  readSource,
  type SourceFile,
  type Tag,
} from '../languages/oracles/codeBases.ts';

const hasCtags = (await debianFolder('universal-ctags', '')) !== undefined;

const codeBases = [
  { name: 'koffi', folders: [npmFolder('koffi/src'), npmFolder('koffi/lib')], functions: 1000 },
  { name: 'the binding of tree-sitter', folders: [npmFolder('tree-sitter/src')], functions: 150 },
  { name: 'node-addon-api', folders: [npmFolder('node-addon-api')], functions: 700 },
];

const kinds: Readonly<Record<string, ReadonlySet<string>>> = {
  function: new Set(['function', 'method']),
  class: new Set(['class']),
  struct: new Set(['struct']),
  union: new Set(['union']),
  enum: new Set(['enum']),
};

/** ctags spells `operator ==` with a space, and a cast without one before its star. */
function nameOf(name: string): string {
  return name.replace(/\s+/g, '');
}

function isNamed(symbol: ExtractedSymbol, tag: Tag): boolean {
  return (
    (kinds[tag.kind]?.has(symbol.kind) ?? false) &&
    (nameOf(symbol.name) === nameOf(tag.name) || symbol.signature.includes(`${tag.name}(`)) &&
    tag.line >= symbol.span.startLine &&
    tag.line <= symbol.span.endLine
  );
}

describe.skipIf(!hasCtags)('C++ (needs universal-ctags; npm run setup)', () => {
  it.each(codeBases)(
    'of $name has what ctags finds',
    async ({ name, folders, functions }) => {
      const paths = (
        await Promise.all(folders.map((folder) => filesBelow(folder, /\.(?:cc|hh|cpp|hpp|h|inl)$/)))
      ).flat();
      const files: SourceFile[] = [];
      for (const path of paths) files.push(await readSource(path));
      const options = ['--languages=C++', '--langmap=C++:.cc.hh.cpp.hpp.h.inl', '--kinds-C++=fcsug'];
      const tags = await ctags(paths, options);
      let [total, found, exact, counted] = [0, 0, 0, 0];
      const missing: string[] = [];
      for (const { path, symbols } of files) {
        for (const tag of tags.get(path) ?? []) {
          if (tag.name.startsWith('__anon')) continue;
          total += 1;
          if (tag.kind === 'function') counted += 1;
          const named = symbols.filter((symbol) => isNamed(symbol, tag));
          if (named.length === 0) missing.push(place(path, tag.line, `${tag.kind} ${tag.name}`));
          else found += 1;
          if (named.some(({ span }) => span.endLine === tag.end)) exact += 1;
        }
      }
      console.log(
        `${name}: ${found} of ${total} that ctags finds, ${counted} of them functions; ${exact} with its end; not: ${missing.join(', ')}`,
      );
      expect(counted).toBeGreaterThan(functions);
      expect(found / total).toBeGreaterThanOrEqual(0.99);
      expect(exact / found).toBeGreaterThanOrEqual(0.99);
    },
    120_000,
  );
});

/** The calls between the entries of a code base, as the dictionary resolves them, and a sample of them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';
import { resolve, tailOf, type Home } from '../../../server/src/cryptex/resolve.ts';
import type { ExtractedSymbol, SourceLanguage } from '../../../server/src/protocol/cryptex.ts';
import { filesBelow } from '../languages/oracles/codeBases.ts';

export interface Edge {
  /** `path:line function`; what is called is `path:line kind name`. */
  readonly from: string;
  readonly to: string;
  /** Of the first call, and what the source has there. */
  readonly line: number;
  readonly source: string;
}

interface Located extends Home {
  readonly symbol: ExtractedSymbol;
}

/** `folders` are relative to `root`. In the order of the source. */
export async function callsBetween(root: string, folders: readonly string[], ends: RegExp): Promise<Edge[]> {
  const paths = (await Promise.all(folders.map((folder) => filesBelow(join(root, folder), ends)))).flat();
  const homes = new Map<string, Located[]>();
  const files: { path: string; language: SourceLanguage; lines: string[]; symbols: ExtractedSymbol[] }[] = [];
  for (const place of paths) {
    const bytes = await readFile(place);
    const file = await extractSource(place, bytes);
    if (!file) continue;
    const path = relative(root, place);
    files.push({ path, language: file.language, lines: bytes.toString('latin1').split('\n'), symbols: file.symbols });
    for (const symbol of file.symbols) {
      const { kind, name, qualifiedName, visibility, variant = null } = symbol;
      const identity = { kind, language: file.language, name, qualified_name: qualifiedName, path };
      const home = { ...identity, visibility, variant, symbol };
      homes.set(name, [...(homes.get(name) ?? []), home]);
    }
  }
  return files.flatMap(({ path, language, lines, symbols }) =>
    symbols.flatMap((caller) =>
      caller.references
        .filter(({ kind }) => kind === 'call')
        .flatMap(({ name, line }) =>
          resolve({ kind: 'call', name, from: { path, language } }, homes.get(tailOf('call', name)) ?? []).map(
            (home): Edge => ({
              from: `${path}:${String(caller.span.startLine)} ${caller.qualifiedName}`,
              to: `${home.path}:${String(home.symbol.span.startLine)} ${home.kind} ${home.qualified_name}`,
              line,
              source: lines[line - 1]?.trim() ?? '',
            }),
          ),
        ),
    ),
  );
}

/** Always the same ones, and mostly those when some edges come or go. */
export function sampleOf(edges: readonly Edge[], size: number): Edge[] {
  const rank = ({ from, to }: Edge): string =>
    createHash('sha256').update(`YARA Cryptex ${from} → ${to}`).digest('hex');
  return edges.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, size);
}

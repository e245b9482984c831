import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';
import type { ExtractedFile, ExtractedSymbol } from '../../../server/src/protocol/cryptex.ts';

/** What a source gives; it is of the language of its name's ending. */
export async function extracted(path: string, source: string | Uint8Array): Promise<ExtractedFile> {
  const file = await extractSource(path, typeof source === 'string' ? Buffer.from(source) : source);
  if (!file) throw new Error(`no language takes ${path}`);
  return file;
}

/** Its definitions, without the module. */
export async function definitions(path: string, source: string | Uint8Array): Promise<ExtractedSymbol[]> {
  const { symbols } = await extracted(path, source);
  return symbols.slice(1);
}

/** The one definition of a source. */
export async function only(path: string, source: string | Uint8Array): Promise<ExtractedSymbol> {
  const [symbol, ...others] = await definitions(path, source);
  if (!symbol || others.length > 0) throw new Error(`not one definition but ${others.length + (symbol ? 1 : 0)}`);
  return symbol;
}

/** `call:name`, in the order of first use. */
export function uses(symbol: ExtractedSymbol | undefined): string[] {
  return (symbol?.references ?? []).map(({ kind, name }) => `${kind}:${name}`);
}

/** `function name 3-7` a definition. */
export function outline(symbols: readonly ExtractedSymbol[]): string[] {
  return symbols.map(({ kind, qualifiedName, span }) => `${kind} ${qualifiedName} ${span.startLine}-${span.endLine}`);
}

/** What the dictionary reads from a text, by the names of its symbols. */
import type { ExtractedFile, ExtractedSymbol, Reference } from '../../../server/src/protocol/cryptex.ts';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';

export class Extracted {
  readonly file: ExtractedFile;
  readonly text: string;

  constructor(file: ExtractedFile, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Of all but the file's own entry, in their order. */
  get names(): string[] {
    return this.file.symbols.slice(1).map(({ kind, qualifiedName }) => `${kind} ${qualifiedName}`);
  }

  get module(): ExtractedSymbol {
    const [module] = this.file.symbols;
    if (!module) throw new Error('A file has an entry of its own.');
    return module;
  }

  symbol(qualifiedName: string): ExtractedSymbol {
    const found = this.file.symbols.slice(1).find((symbol) => symbol.qualifiedName === qualifiedName);
    if (!found) throw new Error(`No ${qualifiedName} among ${this.names.join(', ')}.`);
    return found;
  }

  /** `kind name` of what it uses. */
  uses(qualifiedName: string, kind?: Reference['kind']): string[] {
    return usesOf(this.symbol(qualifiedName), kind);
  }

  /** The text of its span. */
  source(qualifiedName: string): string {
    const { startLine, startColumn, endLine, endColumn } = this.symbol(qualifiedName).span;
    const lines = this.text.split('\n').slice(startLine - 1, endLine);
    const last = lines.length - 1;
    lines[last] = (lines[last] ?? '').slice(0, endColumn);
    lines[0] = (lines[0] ?? '').slice(startColumn);
    return lines.join('\n');
  }
}

export function usesOf(symbol: ExtractedSymbol, kind?: Reference['kind']): string[] {
  const uses = symbol.references.filter((reference) => kind === undefined || reference.kind === kind);
  return uses.map((reference) => (kind === undefined ? `${reference.kind} ${reference.name}` : reference.name));
}

export async function extract(path: string, text: string): Promise<Extracted> {
  const file = await extractSource(path, Buffer.from(text));
  if (!file) throw new Error(`No language takes ${path}.`);
  return new Extracted(file, text);
}

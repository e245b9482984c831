/**
 * What one source file gives, packed by the process that has read it: the host keeps most of it as it comes, and opens it
 * only for an entry that is shown.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import { ExtractedFile, ExtractedSymbol, type ReferenceKind, type SourceLanguage } from '../protocol/cryptex.ts';
import { packFingerprints, type Fingerprint } from './fingerprint.ts';

/**
 * Grows with each change of what is extracted or of how it is packed: what an earlier version has packed is extracted anew.
 */
export const contentVersion = 6;

export interface PackedFile {
  readonly language: SourceLanguage;
  readonly lines: number;
  /** Parts that could not be parsed. */
  readonly syntaxErrors: number;
  /** For {@link unpackContent}. */
  readonly content: Uint8Array;
  /** For {@link unpackRows}. */
  readonly rows: Uint8Array;
  /** For {@link unpackWords}. */
  readonly words: Uint8Array;
  /** For `unpackFingerprints`. */
  readonly fingerprints: Uint8Array;
}

/** What of a symbol is in the tables, beside the content; in the order of the file. */
export interface SymbolRow extends Omit<ExtractedSymbol, 'pseudocode' | 'docSpan' | 'options' | 'references'> {
  readonly uses: readonly (readonly [ReferenceKind, string])[];
}

export function packFile({
  fingerprints = [],
  ...file
}: ExtractedFile & { readonly fingerprints?: readonly Fingerprint[] }): PackedFile {
  const rows = file.symbols.map(rowOf);
  const words = file.symbols.map(({ pseudocode }) => wordsOf(pseudocode).join(' ')).join('\n');
  return {
    language: file.language,
    lines: file.lines,
    syntaxErrors: file.syntaxErrors.length,
    content: deflate(JSON.stringify(file)),
    rows: deflate(JSON.stringify(rows)),
    words: deflate(words),
    fingerprints: packFingerprints(fingerprints),
  };
}

/** Undefined where the content is damaged or none of this version. */
export function unpackContent(content: Uint8Array): ExtractedFile | undefined {
  return unpack(ExtractedFile, content);
}

/** A symbol by itself, for one that no file has any more. */
export function packSymbol(symbol: ExtractedSymbol): Uint8Array {
  return deflate(JSON.stringify(symbol));
}

/** As {@link unpackContent}. */
export function unpackSymbol(content: Uint8Array): ExtractedSymbol | undefined {
  return unpack(ExtractedSymbol, content);
}

/** Of what {@link packFile} of this process or of one of its workers has made. @throws when it is damaged */
export function unpackRows(rows: Uint8Array): SymbolRow[] {
  return JSON.parse(inflate(rows)) as SymbolRow[];
}

/** The words of each symbol's pseudocode, each once, in lower case, parted by a space. @throws when it is damaged */
export function unpackWords(words: Uint8Array): string[] {
  return inflate(words).split('\n');
}

/** Identifiers and words of a text in lower case, each once. */
export function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu))];
}

function rowOf(symbol: ExtractedSymbol): SymbolRow {
  const { kind, name, qualifiedName, span, signature, visibility, variant, summary, bodyHash, references } = symbol;
  return {
    ...{ kind, name, qualifiedName, span, signature, visibility, summary, bodyHash },
    ...(variant === undefined ? {} : { variant }),
    uses: references.map((reference) => [reference.kind, reference.name]),
  };
}

function unpack<T>(schema: v.GenericSchema<unknown, T>, content: Uint8Array): T | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(inflate(content)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function deflate(text: string): Uint8Array {
  return deflateRawSync(text, { level: 1, windowBits: 13, memLevel: 7, chunkSize: 64 * 1024 });
}

function inflate(bytes: Uint8Array): string {
  return inflateRawSync(bytes).toString();
}

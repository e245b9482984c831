/** The symbols of files that were read, before it is known which entries they are. */
import type { Nameable } from './codenames/choose.ts';
import { unpackRows, type PackedFile, type SymbolRow } from './content.ts';
import type { Matchable } from './matchSymbols.ts';

/** A file that is new or has changed. */
export interface ReadSource {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Nanoseconds as decimal digits. */
  readonly modified: string;
  /** SHA-256 of the bytes. */
  readonly hash: string;
  /** What has been written down is let go of, so that a large code base is not in memory twice. */
  packed: PackedFile;
}

/** Rows of the file that was asked for last: of a large code base they don't fit into memory all at once. */
export class Rows {
  #source: ReadSource | undefined;
  #rows: readonly SymbolRow[] = [];

  of(source: ReadSource): readonly SymbolRow[] {
    if (source !== this.#source) {
      this.#rows = unpackRows(source.packed.rows);
      this.#source = source;
    }
    return this.#rows;
  }
}

/** A symbol of a file that was read. */
export class Fresh implements Matchable, Nameable {
  readonly kind: SymbolRow['kind'];
  readonly name: string;
  readonly qualifiedName: string;
  readonly variant: string | null;
  readonly bodyHash: string;
  readonly file: string;
  readonly lines: number;
  readonly fileId: number;
  readonly position: number;
  readonly #rows: Rows;
  readonly #source: ReadSource;

  constructor(rows: Rows, source: ReadSource, fileId: number, row: SymbolRow, position: number) {
    this.kind = row.kind;
    this.name = row.name;
    this.qualifiedName = row.qualifiedName === row.name ? row.name : row.qualifiedName;
    this.variant = row.variant ?? null;
    this.bodyHash = row.bodyHash;
    this.file = source.path;
    this.lines = linesOf(row.span);
    this.fileId = fileId;
    this.position = position;
    this.#rows = rows;
    this.#source = source;
  }

  /** Dear, unless the symbol before was of the same file. */
  get row(): SymbolRow {
    const row = this.#rows.of(this.#source)[this.position];
    if (!row) throw new Error(`${this.file} has no symbol ${String(this.position)}.`);
    return row;
  }

  get signature(): string {
    return this.row.signature;
  }

  get uses(): SymbolRow['uses'] {
    return this.row.uses;
  }
}

function linesOf({ startLine, endLine }: SymbolRow['span']): number {
  return endLine - startLine + 1;
}

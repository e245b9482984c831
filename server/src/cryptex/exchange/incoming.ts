/** An entry as an import brings it, from whatever format. */
import type { EntryField, EntryKind, EntryRevision, ExtractedSymbol, SourceLanguage } from '../../protocol/cryptex.ts';
import type { Written } from './ownFormat.ts';

export interface Incoming {
  /** For reports: the codename or symbol, or the place in the file. */
  readonly label: string;
  readonly codename?: string | undefined;
  readonly aliases: readonly string[];
  readonly symbol: string;
  readonly qualifiedName?: string | undefined;
  readonly kind?: EntryKind | undefined;
  /** Relative to the root, or the end of a path. */
  readonly file?: string | undefined;
  /** 1-based */
  readonly line?: number | undefined;
  /** In the order of the fields. */
  readonly written: ReadonlyMap<EntryField, Written>;
  /** What the dictionary has no place for. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** For an entry that is not there yet: what is known of its source. */
  readonly made: {
    readonly symbol: ExtractedSymbol;
    readonly language: SourceLanguage;
    readonly isGone: boolean;
    readonly revision: number;
    readonly history: readonly EntryRevision[];
  };
}

/** What was read of a file. */
export interface Offer {
  readonly entries: readonly Incoming[];
  readonly files: readonly { readonly path: string; readonly lines: number; readonly owner?: string | undefined }[];
  /** Fields of the whole that the dictionary has no place for. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** What could not be read of it, and why. */
  readonly skipped: { entry: string; reason: string }[];
  /** Names of fields that nobody here knows; they are kept. */
  readonly unknownFields: ReadonlySet<string>;
}

export interface ImportReport {
  added: number;
  changed: number;
  unchanged: number;
  skipped: { entry: string; reason: string }[];
  /** They are kept, and come back with an export. */
  unknownFields: string[];
}

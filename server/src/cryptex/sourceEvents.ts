/** What reading a code base tells the dictionary. */
import type { IndexProgress } from '../protocol/dictionaryView.ts';
import type { PackedFile } from './content.ts';

/** What a file was like when it was read last. */
export interface KnownSource {
  /** In bytes. */
  readonly size: number;
  /** Nanoseconds as decimal digits. */
  readonly modified: string;
  /** SHA-256 of the bytes. */
  readonly hash: string;
}

/** Paths are relative to the root, with `/`. */
export type SourceEvent =
  | { readonly type: 'unchanged'; readonly path: string }
  /** It has the bytes that are known, and another size or time. */
  | { readonly type: 'restamped'; readonly path: string; readonly size: number; readonly modified: string }
  | ({ readonly type: 'file'; readonly path: string; readonly packed: PackedFile } & KnownSource)
  /** It can't be read or is not taken; what is known of it stays. */
  | { readonly type: 'leftOut'; readonly path: string; readonly reason: string };

export interface SourceRequest {
  /** Absolute. */
  readonly root: string;
  /** The folder below the root that is read, relative; empty for all. */
  readonly folder: string;
  readonly known: ReadonlyMap<string, KnownSource>;
  /** Globs. */
  readonly exclude: readonly string[];
  readonly workers?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

/** Files that are known and of which no event tells are gone. @throws the signal's reason when it is aborted */
export type ReadSources = (request: SourceRequest) => AsyncIterable<SourceEvent>;

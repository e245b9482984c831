/** The tables of the dictionary of symbols as the newest migration leaves them; see tables.ts for what holds for all. */
import type { Generated } from 'kysely';
import type {
  EntryField,
  EntryKind,
  EntryStatus,
  SourceLanguage,
  TextSource,
  Visibility,
} from '../protocol/cryptex.ts';

export interface DictionaryTables {
  dictionary_files: DictionaryFilesTable;
  dictionary_entries: DictionaryEntriesTable;
  dictionary_contents: DictionaryContentsTable;
  dictionary_names: DictionaryNamesTable;
  dictionary_uses: DictionaryUsesTable;
  dictionary_edits: DictionaryEditsTable;
  dictionary_aliases: DictionaryAliasesTable;
  dictionary_revisions: DictionaryRevisionsTable;
  dictionary_extras: DictionaryExtrasTable;
}

/** A source file that an entry is from, also when it is not there any more. */
export interface DictionaryFilesTable {
  id: Generated<number>;
  /** Relative to the root of the code base, with `/`. */
  path: string;
  /** The last part of the name by which it is included or imported. */
  tail: string;
  language: SourceLanguage;
  lines: number;
  /** In bytes. */
  size: number;
  /** Nanoseconds as decimal digits. */
  modified: string;
  /** SHA-256 of the bytes; empty when the file is gone, or has not been read since its entries were imported. */
  hash: string;
  /** By CODEOWNERS. */
  owner: string | null;
  /** What was extracted, and the words of each symbol's pseudocode; packed, the store does not look inside. */
  content: Uint8Array | null;
  words: Uint8Array | null;
  /** What the gap audit compares each symbol by; packed too. */
  fingerprints: Uint8Array | null;
  /** Parts that could not be parsed. */
  syntax_errors: number;
}

/** `gone`: the source has it no more. `imported`: from another dictionary, and not found in the source yet. */
export type EntryState = 'present' | 'gone' | 'imported';

/**
 * What lists, trees and look-ups need of an entry. Where a person has written something, it is that. Names and codenames
 * compare without case.
 */
export interface DictionaryEntriesTable {
  id: Generated<number>;
  file_id: number;
  /** Of its symbol in the file's content; -1 when what it has is in `dictionary_contents`. */
  position: number;
  kind: EntryKind;
  name: string;
  qualified_name: string;
  start_line: number;
  start_column: number;
  end_line: number;
  end_column: number;
  visibility: Visibility;
  variant: string | null;
  body_hash: string;
  state: EntryState;
  codename: string;
  family: string;
  summary: string;
  summary_source: TextSource;
  /** `obsolete` for those that are gone, whatever a person has set. */
  status: EntryStatus;
  /** What the gap audit has found; `status` is that where no person has set another. */
  audit_status: EntryStatus | null;
  /** A person's word; otherwise the owner is the file's. */
  owner: string | null;
  is_drifted: number;
  revision: number;
  /** The dictionary's revision of its last change. */
  changed_in: number;
}

/** Deflated JSON of the symbol of an entry that no file's content has. */
export interface DictionaryContentsTable {
  entry_id: number;
  content: Uint8Array;
}

/** Names that entries use. They are resolved when somebody asks, so that a file that changes touches no other's rows. */
export interface DictionaryNamesTable {
  id: Generated<number>;
  /** As the source writes it. */
  name: string;
  /** The last part of it, which an entry's own name can equal; compares without case. */
  tail: string;
}

export interface DictionaryUsesTable {
  name_id: number;
  entry_id: number;
  /** Place in the list of kinds. */
  kind: number;
}

/** What somebody has written about an entry. */
export interface DictionaryEditsTable {
  entry_id: number;
  field: EntryField;
  /** JSON */
  value: string;
  source: TextSource;
  by: string;
  at: string;
  /** Of the entry when this was written. */
  body_hash: string;
  /** What the source gave for the field then. */
  given: string | null;
}

/** Codenames that an entry had. */
export interface DictionaryAliasesTable {
  alias: string;
  entry_id: number;
}

export interface DictionaryRevisionsTable {
  entry_id: number;
  revision: number;
  at: string;
  by: string;
  what: string;
}

/** What an import had and the dictionary has no place for: JSON of an object. */
export interface DictionaryExtrasTable {
  entry_id: number;
  fields: string;
}

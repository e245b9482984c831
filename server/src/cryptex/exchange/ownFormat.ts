/** Our own JSON of a dictionary: all of it, so that an import gives the same one. */
import * as v from 'valibot';
import {
  EntryField,
  EntryRevision,
  EntryStatus,
  ExtractedSymbol,
  SourceLanguage,
  TextSource,
} from '../../protocol/cryptex.ts';
import { count } from '../../protocol/values.ts';

export const formatName = 'cryptex-dictionary';
export const formatVersion = 1;

/** What somebody has written in place of what the source gives. */
export const Written = v.object({
  value: v.union([v.string(), v.array(v.string())]),
  source: v.optional(TextSource, 'human'),
  by: v.optional(v.string(), 'import'),
  /** ISO 8601 */
  at: v.optional(v.string(), ''),
  /** Of the body that it was written about; empty when that is not known. */
  bodyHash: v.optional(v.string(), ''),
  /** What the source gave then. */
  given: v.optional(v.string()),
});
export type Written = v.InferOutput<typeof Written>;

export const ExportedEntry = v.object({
  codename: v.pipe(v.string(), v.minLength(1)),
  aliases: v.optional(v.array(v.string()), []),
  /** As the dictionary shows it; an import takes it from `written`. */
  status: v.optional(EntryStatus),
  file: v.pipe(v.string(), v.minLength(1)),
  language: SourceLanguage,
  /** What the source gave when it was read last. */
  ...ExtractedSymbol.entries,
  /** The source has it no more. */
  isGone: v.optional(v.literal(true)),
  written: v.optional(v.record(EntryField, Written), {}),
  revision: v.optional(v.pipe(count, v.minValue(1)), 1),
  history: v.optional(v.array(EntryRevision), []),
});
export type ExportedEntry = v.InferOutput<typeof ExportedEntry>;

export const ExportedFile = v.object({ path: v.string(), lines: count, owner: v.optional(v.string()) });

/** Without the entries, which are checked one by one. */
export const ExportedDictionary = v.object({
  format: v.literal(formatName),
  version: v.literal(formatVersion),
  files: v.optional(v.array(ExportedFile), []),
  entries: v.array(v.unknown()),
});

/**
 * Messages between a process that indexes a code base and the processes that parse its files, over Node's IPC channel
 * (`serialization: "advanced"`). Each side validates what it receives.
 */
import * as v from 'valibot';
import { SourceLanguage } from './cryptex.ts';
import { bytes, count } from './values.ts';

/** Files to parse, one after the other. */
export const ExtractionJob = v.object({
  /** Absolute. */
  root: v.string(),
  files: v.array(
    v.object({
      /** Relative to the root, with `/`. */
      path: v.string(),
      /** SHA-256 of the bytes as they were last; a file that still has these is not parsed. */
      known: v.optional(v.string()),
    }),
  ),
});
export type ExtractionJob = v.InferOutput<typeof ExtractionJob>;

/** One a file, in the order of the job; before all others one that tells that the process runs. */
export const ExtractionReply = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('same') }),
  v.object({
    type: v.literal('extracted'),
    hash: v.string(),
    packed: v.object({
      language: SourceLanguage,
      lines: count,
      syntaxErrors: count,
      content: bytes,
      rows: bytes,
      words: bytes,
      fingerprints: bytes,
    }),
  }),
  v.object({ type: v.literal('failed'), reason: v.string() }),
]);
export type ExtractionReply = v.InferOutput<typeof ExtractionReply>;

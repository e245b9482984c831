/** Making all rules of a folder ready for YARA-X, as far as that is safe: what the extension asks for and shows. */
import * as v from 'valibot';
import { ExternalVariable } from './compileJob.ts';
import { count } from './values.ts';

export const MakeReadyRequest = v.object({
  /** Absolute. The rule files below it are taken as they are on the disk. */
  folder: v.string(),
  /** Globs of what is left out. */
  exclude: v.array(v.string()),
  externals: v.array(ExternalVariable),
  /** Absolute. */
  includeDirectories: v.array(v.string()),
});
export type MakeReadyRequest = v.InferOutput<typeof MakeReadyRequest>;

/** 0-based, in UTF-16 code units. */
const Position = v.object({ line: count, character: count });

export const ReadyEdit = v.object({
  start: Position,
  end: Position,
  text: v.string(),
  /** What it does, as a command: `Escape the brace`. */
  title: v.string(),
});
export type ReadyEdit = v.InferOutput<typeof ReadyEdit>;

/** Edits that are safe together: libyara judges the file as before. In order, without overlaps. */
export const ReadyChange = v.object({
  /** Absolute. */
  path: v.string(),
  /** Of the file that the edits are for. */
  sha256: v.string(),
  edits: v.pipe(v.array(ReadyEdit), v.minLength(1)),
});
export type ReadyChange = v.InferOutput<typeof ReadyChange>;

export const MakeReadyReport = v.object({
  changes: v.array(ReadyChange),
  /** Files that libyara takes, and how many of them YARA-X takes as they are. */
  files: count,
  ready: count,
  /** Files, absolute, that are to be written in UTF-8 first, which the edits of an editor can't do. */
  notUtf8: v.array(v.string()),
  /** Files, absolute, that could not be judged. */
  failures: v.array(v.object({ path: v.string(), message: v.string() })),
});
export type MakeReadyReport = v.InferOutput<typeof MakeReadyReport>;

/** How far it is. */
export const MakeReadyProgress = v.object({ files: count, found: count });
export type MakeReadyProgress = v.InferOutput<typeof MakeReadyProgress>;

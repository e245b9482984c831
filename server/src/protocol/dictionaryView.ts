/** What the views of the dictionary ask for, and what they are told. */
import * as v from 'valibot';
import { EntryBrief, ReferenceKind } from './cryptex.ts';
import { StoreChoice } from './history.ts';
import { count } from './values.ts';

/** Which dictionary. */
export const DictionaryPlace = v.object({
  store: StoreChoice,
  /** The root of the code base, absolute. */
  root: v.string(),
});
export type DictionaryPlace = v.InferOutput<typeof DictionaryPlace>;

/** What is there, without reading an entry. */
export const DictionaryState = v.object({
  /** Whether it has ever been indexed. */
  exists: v.boolean(),
  entries: count,
  files: count,
});
export type DictionaryState = v.InferOutput<typeof DictionaryState>;

export const EntryGrouping = v.picklist(['family', 'folder', 'kind', 'status', 'owner', 'language']);
export type EntryGrouping = v.InferOutput<typeof EntryGrouping>;

/** A group of entries, at the place where its `key` is added to the path that was asked for. */
export const EntryGroup = v.object({
  /** A folder or file name, or the common value; empty for entries without an owner. */
  key: v.string(),
  /** Entries in it, at all depths. */
  count,
  /** Whether it is a file: then it has entries, and no groups. Only the grouping by folder has files. */
  isFile: v.boolean(),
});
export type EntryGroup = v.InferOutput<typeof EntryGroup>;

/** One level of the tree. A level has groups or entries. */
export const EntryChildren = v.object({
  groups: v.array(EntryGroup),
  /** A page of the entries that are here. */
  entries: v.array(EntryBrief),
  /** All entries that are here or below, of which the filter lets through. */
  total: count,
});
export type EntryChildren = v.InferOutput<typeof EntryChildren>;

/** How far an indexing is. */
export const IndexProgress = v.object({
  /** Files that are done. */
  files: count,
  /** Files that were found so far. */
  found: count,
});
export type IndexProgress = v.InferOutput<typeof IndexProgress>;

/** What an indexing has changed. */
export const IndexReport = v.object({
  files: v.object({ read: count, unchanged: count, gone: count }),
  entries: v.object({ total: count, added: count, changed: count, moved: count, obsolete: count }),
  /** Files that are not in the dictionary, or not whole, and why. */
  problems: v.array(v.object({ file: v.string(), message: v.string() })),
});
export type IndexReport = v.InferOutput<typeof IndexReport>;

/** The surroundings of an entry: what it uses, and what uses it. */
export const EntryGraph = v.object({
  nodes: v.array(v.object({ entry: EntryBrief, distance: v.pipe(v.number(), v.integer()) })),
  /** Ids of nodes; `from` uses `to`. */
  edges: v.array(v.object({ from: count, to: count, kind: ReferenceKind })),
  /** Nodes that were left out. */
  omitted: count,
});
export type EntryGraph = v.InferOutput<typeof EntryGraph>;

/** The source of an entry, as it is on the disk now. */
export const EntrySource = v.object({
  /** Number of the first line, 1-based. */
  startLine: count,
  lines: v.array(v.string()),
  /** Lines of the entry that are not among them. */
  omitted: count,
  /** Why there is no source, or why it may not be that of the entry. */
  problem: v.optional(v.string()),
});
export type EntrySource = v.InferOutput<typeof EntrySource>;

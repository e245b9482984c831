/** Messages between the extension and the page of a dictionary entry. Both sides check what arrives. */
import * as v from 'valibot';
import { Entry, EntryChanges } from './cryptex.ts';
import { EntryGraph, EntrySource } from './dictionaryView.ts';
import { count } from './values.ts';

/** How far the graph goes in each direction. */
export const GraphDepth = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3));

/** What survives of a page that is hidden or whose window is reloaded, as far as the extension needs to know it. */
export const EntryPageState = v.looseObject({ id: v.optional(count) });

/** A text of a language model's for the summary, or why there is none. */
export const Suggestion = v.variant('state', [
  v.object({ state: v.literal('asking') }),
  v.object({ state: v.literal('there'), text: v.string(), model: v.string() }),
  v.object({ state: v.literal('failed'), reason: v.string() }),
]);
export type Suggestion = v.InferOutput<typeof Suggestion>;

export const ToEntryView = v.variant('type', [
  /** The entry to show, or the one that is shown as it is now. */
  v.object({
    type: v.literal('entry'),
    entry: Entry,
    source: EntrySource,
    /** Whether there are entries to go back and forward to. */
    back: v.boolean(),
    forward: v.boolean(),
  }),
  v.object({ type: v.literal('graph'), id: count, depth: GraphDepth, graph: EntryGraph }),
  /** The change was saved; the entry as it is now came before. */
  v.object({ type: v.literal('saved'), id: count }),
  /** The change was not saved: it was refused, or somebody was quicker, and then the entry as it is now came before. */
  v.object({ type: v.literal('not-saved'), id: count, isConflict: v.boolean(), reason: v.string() }),
  v.object({ type: v.literal('suggestion'), id: count, suggestion: Suggestion }),
  /** There is no such entry, or it can't be read. */
  v.object({ type: v.literal('failed'), reason: v.string() }),
]);
export type ToEntryView = v.InferOutput<typeof ToEntryView>;

export const FromEntryView = v.variant('type', [
  /** The page has nothing yet. */
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('go'), id: count }),
  v.object({ type: v.literal('back') }),
  v.object({ type: v.literal('forward') }),
  v.object({ type: v.literal('graph'), id: count, depth: GraphDepth }),
  v.object({
    type: v.literal('save'),
    id: count,
    /** The one that the person has seen. */
    revision: count,
    changes: EntryChanges,
    source: v.picklist(['human', 'model']),
  }),
  /** Opens the source of the entry in an editor, at a line (1-based) or at its beginning. */
  v.object({ type: v.literal('open-source'), id: count, line: v.optional(count) }),
  v.object({ type: v.literal('copy-codename'), id: count }),
  v.object({ type: v.literal('reveal'), id: count }),
  /** Asks a language model for a summary, or calls the question off. */
  v.object({ type: v.literal('suggest'), id: count }),
  v.object({ type: v.literal('cancel-suggestion'), id: count }),
]);
export type FromEntryView = v.InferOutput<typeof FromEntryView>;

/** Messages between the extension and the page of a hex view. Both sides check what arrives. */
import * as v from 'valibot';
import { count } from './values.ts';

/** Bytes that the page asks for at once; it asks at multiples of this. */
export const hexPageSize = 16_384;

/** One match of the scan in this file. */
export const HexMatch = v.object({ offset: count, length: count, pattern: v.string(), rule: v.string() });
export type HexMatch = v.InferOutput<typeof HexMatch>;

export const ToHexView = v.variant('type', [
  /** What the file is now. Bytes that the page already has are of an earlier state of it, and are forgotten. */
  v.object({ type: v.literal('file'), path: v.string(), size: count, problem: v.optional(v.string()) }),
  /** All matches, in order of their offsets; `omitted` more are known and not listed. */
  v.object({ type: v.literal('matches'), matches: v.array(HexMatch), omitted: count }),
  /** Pairs of hexadecimal digits; fewer than {@link hexPageSize} bytes where the file ends. */
  v.object({ type: v.literal('bytes'), offset: count, bytes: v.string() }),
  /** Somebody wants to see this place. */
  v.object({ type: v.literal('go'), offset: count, length: count }),
  /** About the match that was gone to: what is wrong with it, or nothing. */
  v.object({ type: v.literal('checked'), offset: count, problem: v.optional(v.string()) }),
]);
export type ToHexView = v.InferOutput<typeof ToHexView>;

export const FromHexView = v.variant('type', [
  /** The page has nothing yet: it wants to know file and matches, and where to go. */
  v.object({ type: v.literal('ready') }),
  /** Wants the bytes of one page. */
  v.object({ type: v.literal('read'), offset: count }),
  /** Goes to a match, by its number in the list: are its bytes still those that matched? */
  v.object({ type: v.literal('check'), match: count }),
]);
export type FromHexView = v.InferOutput<typeof FromHexView>;

/** A match as `--format json` and `ndjson` print it; docs/cli.md documents it, and scripts depend on it. */
import { toJson } from '../../common/json.ts';
import type { PatternMatch, RuleMatch } from '../../protocol/scanJob.ts';
import { inPieces } from './pieces.ts';

/**
 * The JSON object for a rule that matches a file, `head` in front and `end` behind it, in pieces: a pattern may have a
 * million matches. `meta` is a list and no object, since a rule may have one name several times, such as `hash`.
 */
export function matchRecord(
  head: { readonly path: string; readonly type?: 'match' },
  match: RuleMatch,
  end = '',
): Iterable<string> {
  return inPieces(parts(head, match, end));
}

function* parts(
  head: object,
  { rule, namespace, tags, meta, patterns }: RuleMatch,
  end: string,
): Generator<string, void> {
  yield `${toJson({ ...head, rule, namespace, tags, meta }).slice(0, -1)},"strings":[`;
  let separator = '';
  for (const { identifier, matches } of patterns) {
    for (const match of matches) {
      yield separator + toJson({ identifier, ...placeOf(match) });
      separator = ',';
    }
  }
  yield `]}${end}`;
}

/** `data` is the matched bytes in lower-case hexadecimal; libyara keeps the first 512 of a longer match. */
function placeOf({ offset, length, data, xorKey }: PatternMatch) {
  return { offset, length, data: hexOf(data), ...(xorKey === undefined ? {} : { xorKey }) };
}

/** Bytes in lower-case hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

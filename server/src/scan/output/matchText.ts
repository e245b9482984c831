/** A match in words, line by line as `yara` prints it. */
import { escapeBytes, escapeText } from '../../common/escape.ts';
import type { MetaEntry, RuleMatch } from '../../protocol/scanJob.ts';
import { inPieces } from './pieces.ts';
import type { TextColors } from './scanWriter.ts';

/** What is shown beside rule and path; each is an option of `yara` with the same letter. */
export interface TextDetails {
  readonly strings: boolean;
  readonly lengths: boolean;
  readonly namespace: boolean;
  readonly tags: boolean;
  readonly meta: boolean;
  /** For libyara 4.3 and later; an older one does not tell. */
  readonly xorKeys: boolean;
  /** `PATH: NUMBER` in place of all else. */
  readonly count: boolean;
}

/**
 * `[NAMESPACE:]RULE [TAGS] [META] PATH`, then `0xOFFSET[:LENGTH]:$IDENTIFIER: DATA` for each match of a
 * pattern; in pieces, since a million matches make no single string.
 */
export function* matchText(
  path: string,
  match: RuleMatch,
  details: TextDetails,
  colors: TextColors,
): Generator<string, void> {
  const words = [colors.bold((details.namespace ? `${escapeText(match.namespace)}:` : '') + match.rule)];
  if (details.tags) words.push(`[${match.tags.join(',')}]`);
  if (details.meta) words.push(`[${match.meta.map(metaText).join(',')}]`);
  words.push(escapeText(path));
  yield* inPieces(linesOf(words.join(' '), match, details, colors));
}

function* linesOf(
  head: string,
  { patterns }: RuleMatch,
  { strings, lengths, xorKeys }: TextDetails,
  colors: TextColors,
): Generator<string, void> {
  yield `${head}\n`;
  if (!strings && !lengths && !xorKeys) return;
  for (const { identifier, matches } of patterns) {
    for (const { offset, length, data, xorKey } of matches) {
      const place = colors.dim(`0x${offset.toString(16)}`) + (lengths ? `:${length}` : '');
      const key = xorKeys && xorKey !== undefined ? xorText(xorKey, data) : '';
      yield `${place}:${colors.cyan(identifier)}${key}${strings ? `: ${escapeBytes(data)}` : ''}\n`;
    }
  }
}

function xorText(key: number, data: Uint8Array): string {
  const plain = data.map((byte) => byte ^ key);
  return `:xor(0x${key.toString(16).padStart(2, '0')},${escapeBytes(plain)})`;
}

function metaText({ name, value }: MetaEntry): string {
  return `${name}=${typeof value === 'string' ? `"${escapeText(value)}"` : String(value)}`;
}

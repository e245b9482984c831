/**
 * What `yara` prints of a rule, byte for byte. Texts of rules come with one character a byte, and so does all that is made
 * here; the path must be given in that form too.
 */
import type { MetaEntry, PatternMatch, RuleMatch } from '../../protocol/scanJob.ts';

export interface MatchDetails {
  readonly namespace: boolean;
  readonly tags: boolean;
  readonly meta: boolean;
  readonly strings: boolean;
  readonly lengths: boolean;
  readonly xorKeys: boolean;
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte);
const hexadecimal = bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
const textual = bytes.map((byte) =>
  byte >= 32 && byte <= 126 ? String.fromCharCode(byte) : `\\x${hexadecimal[byte] ?? ''}`,
);
const inMeta = bytes.map(escapedInMeta);
/** Bytes of a hex pattern's match that are printed. */
const hexLimit = 64;

/** With the line's end. */
export function matchText(rule: RuleMatch, path: string, details: MatchDetails): string {
  let text = details.namespace ? `${rule.namespace}:` : '';
  text += `${rule.rule} `;
  if (details.tags) text += `[${rule.tags.join(',')}] `;
  if (details.meta) text += `[${rule.meta.map(metaText).join(',')}] `;
  text += `${path}\n`;
  if (!details.strings && !details.lengths && !details.xorKeys) return text;
  for (const { identifier, matches, hex } of rule.patterns) {
    for (const match of matches) text += patternText(identifier, match, hex === true, details);
  }
  return text;
}

function patternText(identifier: string, match: PatternMatch, hex: boolean, details: MatchDetails): string {
  const { data, xorKey = 0 } = match;
  let text = `0x${match.offset.toString(16)}`;
  if (details.lengths) text += `:${data.length}`;
  text += `:${identifier}`;
  if (details.xorKeys) text += `:xor(0x${xorKey.toString(16).padStart(2, '0')},${dataText(data, xorKey)})`;
  if (details.strings) text += `: ${hex ? hexText(data) : dataText(data, 0)}`;
  return `${text}\n`;
}

function dataText(data: Uint8Array, key: number): string {
  let text = '';
  for (const byte of data) text += textual[byte ^ key] ?? '';
  return text;
}

function hexText(data: Uint8Array): string {
  const shown = Array.from(data.subarray(0, hexLimit), (byte) => hexadecimal[byte] ?? '').join(' ');
  return data.length > hexLimit ? `${shown} ...` : shown;
}

/** An integer has a space before its sign of equality. */
function metaText({ name, value }: MetaEntry): string {
  if (typeof value === 'boolean') return `${name}=${value}`;
  if (typeof value === 'string') return `${name}="${Array.from(value, (byte) => inMeta[byte.charCodeAt(0)]).join('')}"`;
  return `${name} =${value}`;
}

function escapedInMeta(byte: number): string {
  const character = String.fromCharCode(byte);
  if ('"\'\\'.includes(character)) return `\\${character}`;
  if (byte >= 32 && byte < 127) return character;
  const letter = { 7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r' }[byte];
  return `\\${letter ?? byte.toString(8).padStart(3, '0')}`;
}

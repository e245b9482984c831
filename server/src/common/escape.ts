/** Makes text from files and rules safe to show: it must not move the cursor, change colours or reverse the line. */

/**
 * Control characters (C0 with line breaks, DEL, C1), line separators, and the invisible characters that change the
 * direction of text: a hostile file name is built from these.
 */
// eslint-disable-next-line no-control-regex -- These are the characters that must not reach a terminal.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Text in which everything invisible is written out, as `\n`, `\x1b` or `\u202e`. Backslashes stay as they are. */
export function escapeText(text: string): string {
  return escapeLoneBytes(text).replace(unsafe, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
}

/** As {@link escapeText}, for messages of ours in several lines: line feeds stay. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}

/** A byte of a file name that is not UTF-8 stands in the text as a lone surrogate; see bytePaths.ts. */
function escapeLoneBytes(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, (lone) => {
    const code = lone.charCodeAt(0);
    return code >= 0xdc80 && code <= 0xdcff ? `\\x${hex(code - 0xdc00, 2)}` : `\\u${hex(code, 4)}`;
  });
}

/** Matched bytes as `yara -s` shows those of text: printable ASCII as it is, all else as `\xNN`. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hex(byte, 2).toUpperCase()}`;
  }
  return text;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

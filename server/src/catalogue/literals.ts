/** Values of literals as libyara reads them. */

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };

/** The value of a string between its quotes. Bytes beyond ASCII that `\x` gives become the characters of Latin-1. */
export function stringValue(literal: string): string {
  const inside = literal.startsWith('"')
    ? literal.slice(1, literal.length > 1 && literal.endsWith('"') ? -1 : undefined)
    : literal;
  if (!inside.includes('\\')) return inside;
  return inside.replace(
    /\\(?:x([0-9a-fA-F]{2})|([\s\S]))/g,
    (whole, hex: string | undefined, other: string | undefined) =>
      hex === undefined ? (escapes[other ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** An integer with its sign, prefix and size suffix. What is beyond a double's precision loses its last digits. */
export function integerValue(literal: string): number {
  const negative = literal.startsWith('-');
  const digits = literal.replace(/^-\s*/, '');
  const size = digits.endsWith('KB') ? 1024 : digits.endsWith('MB') ? 1024 * 1024 : 1;
  const value = Number(size === 1 ? digits : digits.slice(0, -2)) * size;
  return negative ? -value : value;
}

/**
 * Text of any kind in a column. File names may be no Unicode (common/bytePaths.ts) and messages may have NUL in them, which
 * SQLite's text can't hold: such a value is a blob, of UTF-16 in little-endian order, and any other is text.
 */
export type AnyText = string | Uint8Array;

export function toColumn(text: string): AnyText {
  return text.isWellFormed() && !text.includes('\0') ? text : Buffer.from(text, 'utf16le');
}

export function fromColumn(value: AnyText): string {
  if (typeof value === 'string') return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf16le');
}

declare global {
  interface String {
    /** https://tc39.es/proposal-is-usv-string/; Node 20 has it, TypeScript's ES2023 library does not. */
    isWellFormed(): boolean;
  }
}

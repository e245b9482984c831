/** How matched bytes are shown in one line: as text where they are text, otherwise as hex. */

export interface BytesPreview {
  /** Printable ASCII only. */
  readonly text: string;
  readonly kind: 'text' | 'wide' | 'hex';
}

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;
const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** `length` is that of the match; `data` may have been cut. */
export function previewBytes(data: Uint8Array, length = data.length, limit = 48): BytesPreview {
  const wide = isWide(data);
  const bytes = wide ? data.filter((_, index) => index % 2 === 0) : data;
  const shown = bytes.subarray(0, limit);
  const more = length > (wide ? shown.length * 2 : shown.length) ? '…' : '';
  const printable = shown.reduce((sum, byte) => sum + (isPrintable(byte) ? 1 : 0), 0);
  if (shown.length > 0 && printable / shown.length >= 0.75) {
    return { kind: wide ? 'wide' : 'text', text: `"${Array.from(shown, escapeByte).join('')}${more}"` };
  }
  const paired = shown.subarray(0, Math.ceil(limit / 3));
  return { kind: 'hex', text: hexBytes(paired) + (length > paired.length ? ' …' : '') };
}

/** All bytes that are there, as hex pairs. */
export function hexBytes(data: Uint8Array): string {
  return Array.from(data, hexByte).join(' ');
}

/** UTF-16 little endian of ASCII text, as patterns with `wide` match it. */
function isWide(data: Uint8Array): boolean {
  return (
    data.length >= 4 && data.length % 2 === 0 && data.every((byte, i) => (i % 2 === 0 ? isPrintable(byte) : byte === 0))
  );
}

function escapeByte(byte: number): string {
  if (byte === 0x22 || byte === 0x5c) {
    return `\\${String.fromCharCode(byte)}`;
  }
  return isPrintable(byte) ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`;
}

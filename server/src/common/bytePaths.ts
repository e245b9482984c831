/**
 * File names that are not UTF-8, as strings.
 *
 * On Linux a name is bytes. Where they are no UTF-8, each byte that does not decode stands in the string as a lone
 * surrogate, U+DC80 to U+DCFF, which no valid text has: so such a path crosses processes and JSON as a string and still
 * names its file. (Python calls this `surrogateescape`.)
 */
import { isUtf8 } from 'node:buffer';

/** With the flag `u` a surrogate of a pair is none. */
const lone = /[\ud800-\udfff]/u;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** The string for a name as the system has it. */
export function pathOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let path = '';
  for (let index = 0; index < bytes.length;) {
    const length = sequenceLength(bytes, index);
    path +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[index] ?? 0))
        : decoder.decode(bytes.subarray(index, index + length));
    index += Math.max(1, length);
  }
  return path;
}

/** What to hand to the system: the string itself where it is text, otherwise the bytes that it stands for. */
export function systemPath(path: string): string | Buffer {
  return lone.test(path) ? pathBytes(path) : path;
}

/** The bytes of a path from {@link pathOf}. */
export function pathBytes(path: string): Buffer {
  if (!lone.test(path)) return Buffer.from(path);
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(character));
  }
  return Buffer.concat(parts);
}

/** How many bytes at `index` are one character; 0 when they are none. */
function sequenceLength(bytes: Buffer, index: number): number {
  for (let length = 1; length <= 4 && index + length <= bytes.length; length += 1) {
    if (isUtf8(bytes.subarray(index, index + length))) return length;
  }
  return 0;
}

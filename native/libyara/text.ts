import { isUtf8 } from 'node:buffer';

/** Text of unknown encoding, as rule files and compiled rules have it: UTF-8 where it is valid, otherwise Latin-1. */
export function decodeText(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

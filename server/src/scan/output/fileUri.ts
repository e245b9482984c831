/** A path as a URI reference, whatever bytes its name has. */
import { isAbsolute, sep } from 'node:path';
import { pathBytes } from '../../common/bytePaths.ts';

/** Absolute paths become `file:` URIs, relative ones relative references (RFC 3986, section 4.2). */
export function fileUri(path: string): string {
  if (/^pid:\d+$/.test(path)) return path;
  const slashes = sep === '\\' ? path.replaceAll('\\', '/') : path;
  let encoded = '';
  for (const byte of Buffer.from(pathBytes(slashes))) {
    const character = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9\-._~/]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  if (!isAbsolute(path)) return encoded.startsWith('//') ? `.${encoded}` : encoded;
  if (encoded.startsWith('//')) return `file:${encoded}`;
  return `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
}

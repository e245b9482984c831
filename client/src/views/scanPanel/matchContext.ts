/** The bytes around a match, read from the file when somebody looks: it may have changed since, or be gone. */
import { openRegularFile } from '../../regularFile.ts';

/** Bytes before and after a match. */
const margin = 64;
/** Of a longer match only the beginning is shown. */
const maxShown = 256;

export interface MatchBytes {
  /** Offset of the first byte. */
  readonly start: number;
  readonly bytes: Uint8Array;
  /** Whether the file still holds what matched. */
  readonly unchanged: boolean;
}

/** `data` is what matched, perhaps cut. @throws what the file system says. */
export async function readContext(
  path: string,
  match: { readonly offset: number; readonly length: number; readonly data: Uint8Array },
): Promise<MatchBytes> {
  const start = Math.max(0, match.offset - margin);
  const end = match.offset + Math.min(match.length, maxShown) + margin;
  const file = await openRegularFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const bytes = buffer.subarray(0, bytesRead);
    const from = match.offset - start;
    const known = match.data.subarray(0, maxShown);
    return { start, bytes, unchanged: bytes.subarray(from, from + known.length).equals(known) };
  } finally {
    await file.close();
  }
}

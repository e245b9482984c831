import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Read at once: a fresh buffer for a whole large file costs more than its hash. */
const chunk = 1 << 18;

/** SHA-256 of a file's content, in hexadecimal. @throws what opening and reading throw. */
export async function sha256OfFile(path: string | Buffer): Promise<string> {
  await using file = await open(path);
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(chunk);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, chunk, null);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
  }
}

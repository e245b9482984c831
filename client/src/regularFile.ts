/** Files that were scanned, opened again when somebody looks at them: by now they may be anything. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * Opens a regular file for reading; the caller closes it.
 *
 * @throws what the file system says, and when it is no regular file. It never waits for the other end of a pipe.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  // Windows has no such flag, and no such pipes.
  const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
  const file = await open(path, constants.O_RDONLY | nonBlocking);
  try {
    if (!(await file.stat()).isFile()) {
      throw new Error('It is not a regular file.');
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { EngineError, messageOf } from '../common/errors.ts';

/**
 * Writes a file so that whoever reads it, also after a crash, finds the old content or the new one. A file that is
 * there keeps its permissions.
 *
 * @throws {EngineError} `unwritable`
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const old = await stat(path).catch(() => undefined);
    if (old && !old.isFile()) throw new Error('it is not a regular file');
    {
      await using file = await open(temporary, 'w');
      await file.writeFile(bytes);
      await file.sync();
    }
    if (old) await chmod(temporary, old.mode & 0o777);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new EngineError('unwritable', `${path} can't be written: ${messageOf(error)}`, { cause: error });
  }
}

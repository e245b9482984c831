/** Writes a file part by part, so that whoever reads it finds the old content or all of the new. */
import { open, rename, rm, stat } from 'node:fs/promises';
import { EngineError, messageOf } from '../common/errors.ts';

/** @throws {EngineError} `unwritable`, and what `produce` throws; the file is as it was then */
export async function writeParts(
  path: string,
  produce: (write: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const unwritable = (error: unknown): EngineError =>
    new EngineError('unwritable', `${path} can't be written: ${messageOf(error)}`, { cause: error });
  const old = await stat(path).catch(() => undefined);
  if (old && !old.isFile()) throw unwritable('it is not a regular file');
  const file = await open(temporary, 'w', old && old.mode & 0o777).catch((error: unknown) => {
    throw unwritable(error);
  });
  try {
    await produce(async (text) => {
      await file.writeFile(text).catch((error: unknown) => {
        throw unwritable(error);
      });
    });
    await file.sync();
    await file.close();
    await rename(temporary, path).catch((error: unknown) => {
      throw unwritable(error);
    });
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

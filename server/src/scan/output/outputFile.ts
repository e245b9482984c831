/** Results in a file: there whole or not at all. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { EngineError, messageOf } from '../../common/errors.ts';

/**
 * Writes to a temporary name beside `path`; {@link commit} gives it its name. Without that it is removed when disposed,
 * and an older file of that name is as it was.
 */
export class OutputFile implements AsyncDisposable {
  readonly #path: string;
  readonly #temporary: string;
  readonly #stream: WriteStream;
  #failure: unknown;
  #committed = false;

  private constructor(path: string, temporary: string, stream: WriteStream) {
    this.#path = path;
    this.#temporary = temporary;
    this.#stream = stream;
    stream.on('error', (error) => (this.#failure = error));
  }

  /** @throws {EngineError} `unwritable` when there can be no such file. */
  static async create(path: string): Promise<OutputFile> {
    const temporary = `${path}.${process.pid}.partial`;
    const stream = createWriteStream(temporary, { flags: 'wx' });
    try {
      await once(stream, 'open');
    } catch (error) {
      throw unwritable(path, error);
    }
    return new OutputFile(path, temporary, stream);
  }

  /** Resolves when more may be written. @throws {EngineError} `unwritable`, as when the disk is full. */
  async write(text: string): Promise<void> {
    if (this.#failure === undefined && !this.#stream.write(text)) {
      await once(this.#stream, 'drain').catch(() => undefined);
    }
    if (this.#failure !== undefined) throw unwritable(this.#path, this.#failure);
  }

  /** Puts the file in its place. @throws {EngineError} `unwritable` */
  async commit(): Promise<void> {
    try {
      this.#stream.end();
      await finished(this.#stream);
      await rename(this.#temporary, this.#path);
      this.#committed = true;
    } catch (error) {
      throw unwritable(this.#path, this.#failure ?? error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#committed) return;
    this.#stream.destroy();
    await rm(this.#temporary, { force: true });
  }
}

function unwritable(path: string, error: unknown): EngineError {
  return new EngineError('unwritable', `${path} can't be written: ${messageOf(error)}`, { cause: error });
}

/** A file whose bytes are shown a page at a time, as it is at each moment. */
import { openRegularFile } from '../../regularFile.ts';

export interface FileState {
  readonly size: number;
  /** Why there are no bytes, or why they may not be what is expected; for a person. */
  readonly problem?: string;
}

export interface FileRead {
  readonly bytes: Uint8Array;
  /** Present when the file is not what it was at the read before. */
  readonly changed?: FileState;
}

/** The file is opened for each read: so one that was replaced is noticed, and none is kept from being deleted. */
export class HexFile {
  readonly #path: string;
  #known: { readonly identity: string; readonly state: FileState } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Up to `length` bytes. Never rejects. Reads go one after another, so a change is told once. */
  read(offset: number, length: number): Promise<FileRead> {
    const read = this.#last.then(() => this.#read(offset, length));
    this.#last = read;
    return read;
  }

  /** What the file is now. Never rejects. */
  async look(): Promise<FileState> {
    const { changed } = await this.read(0, 0);
    return changed ?? this.#known?.state ?? { size: 0 };
  }

  async #read(offset: number, length: number): Promise<FileRead> {
    try {
      const file = await openRegularFile(this.#path);
      try {
        const { size, mtimeNs, ino } = await file.stat({ bigint: true });
        const changed = this.#becomes(`${ino} ${size} ${mtimeNs}`, Number(size));
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
        return { bytes: buffer.subarray(0, bytesRead), ...changed };
      } finally {
        await file.close();
      }
    } catch (error) {
      const problem = failureText(error);
      return { bytes: new Uint8Array(), ...this.#becomes(problem, 0, problem) };
    }
  }

  #becomes(identity: string, size: number, failure?: string): Pick<FileRead, 'changed'> {
    if (this.#known?.identity === identity) {
      return {};
    }
    const problem = failure ?? (this.#known && 'The file has changed since it was opened here.');
    const state = { size, ...(problem !== undefined && { problem }) };
    this.#known = { identity, state };
    return { changed: state };
  }
}

function failureText(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return 'The file is no longer there.';
  }
  return `The file can't be read: ${error instanceof Error ? error.message : String(error)}`;
}

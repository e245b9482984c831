/**
 * Memory that C owns: read and written by copying, in one call each.
 *
 * Nothing here makes an `ArrayBuffer` over foreign memory: Electron forbids it.
 */
import koffi from 'koffi';

/** An address. C's null is `null` where koffi hands it over, and 0n where it is read from memory. */
export type Pointer = bigint;

interface CLibrary {
  memcpy(to: Pointer | Buffer, from: Pointer | Buffer, length: number): unknown;
  strnlen(text: Pointer, limit: number): number;
  malloc(length: number): Pointer | null;
  free(memory: Pointer): void;
}

export class Memory {
  readonly #c: CLibrary;
  readonly #word = Buffer.alloc(8);

  constructor() {
    const library = koffi.load(process.platform === 'win32' ? 'ucrtbase.dll' : null);
    this.#c = {
      memcpy: library.func('void *memcpy(void *to, void *from, size_t length)') as CLibrary['memcpy'],
      strnlen: library.func('size_t strnlen(void *text, size_t limit)') as CLibrary['strnlen'],
      malloc: library.func('void *malloc(size_t length)') as CLibrary['malloc'],
      free: library.func('void free(void *memory)') as CLibrary['free'],
    };
  }

  /** Copies `length` bytes from C. */
  read(from: Pointer, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    if (length > 0) this.#c.memcpy(bytes, from, length);
    return bytes;
  }

  /** Fills `bytes` from C; for structures that are read over and over. */
  readInto(bytes: Buffer, from: Pointer): void {
    this.#c.memcpy(bytes, from, bytes.length);
  }

  readPointer(from: Pointer): Pointer {
    this.#c.memcpy(this.#word, from, 8);
    return this.#word.readBigUInt64LE();
  }

  /** The bytes of a NUL-terminated string without its NUL, at most `limit`. */
  readString(from: Pointer, limit = 1 << 20): Buffer {
    return this.read(from, this.#c.strnlen(from, limit));
  }

  write(to: Pointer, bytes: Buffer): void {
    this.#c.memcpy(to, bytes, bytes.length);
  }

  /** A copy of `bytes` with a NUL behind it, in memory that the caller owns and gives to {@link free}. */
  allocate(bytes: Buffer): Pointer {
    const memory = this.#c.malloc(bytes.length + 1);
    if (memory === null) throw new Error(`No memory for ${bytes.length} bytes.`);
    if (bytes.length > 0) this.write(memory, bytes);
    this.write(memory + BigInt(bytes.length), Buffer.alloc(1));
    return memory;
  }

  free(memory: Pointer): void {
    this.#c.free(memory);
  }
}

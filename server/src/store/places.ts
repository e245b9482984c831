/**
 * The matches of one pattern, packed into bytes.
 *
 * A first byte of flags, then for each match its offset, its length, the number of bytes that are kept and these, and where
 * the flags say so one more than the xor key, 0 without one. Numbers have 7 bits a byte, the lowest first, and the eighth
 * bit set when there is more.
 */
import type { PatternMatch, RuleMatch } from '../protocol/scanJob.ts';

/** Of one pattern in one file so many matches are kept, and so many bytes for them. */
export const keptPlaces = { matches: 1000, bytes: 1 << 16 } as const;

type PatternMatches = RuleMatch['patterns'][number];
export type Places = Pick<PatternMatches, 'matches' | 'hex'>;

const hexFlag = 1;
const notHexFlag = 2;
const xorFlag = 4;

/** Packs as many of the first matches as {@link keptPlaces} and `limit`, in bytes, allow. */
export function packPlaces({ matches, hex }: Places, limit: number = keptPlaces.bytes): Uint8Array {
  const kept = matches.length > keptPlaces.matches ? matches.slice(0, keptPlaces.matches) : matches;
  const isXor = kept.some(({ xorKey }) => xorKey !== undefined);
  const bytes = new ByteWriter(Math.min(limit, keptPlaces.bytes));
  bytes.number((hex === undefined ? 0 : hex ? hexFlag : notHexFlag) + (isXor ? xorFlag : 0));
  for (const { offset, length, data, xorKey } of kept) {
    const start = bytes.length;
    bytes.number(offset);
    bytes.number(length);
    bytes.number(data.length);
    bytes.append(data);
    if (isXor) bytes.number(xorKey === undefined ? 0 : xorKey + 1);
    if (bytes.isFull || bytes.length > limit) {
      bytes.length = start;
      break;
    }
  }
  return bytes.take();
}

/** What was packed. Bytes that were not packed by {@link packPlaces} give the matches that can be read before the fault. */
export function unpackPlaces(bytes: Uint8Array): Places {
  const reader = new ByteReader(bytes);
  const flags = reader.number() ?? 0;
  const matches: PatternMatch[] = [];
  for (;;) {
    const offset = reader.number();
    const length = reader.number();
    const data = reader.bytes();
    const key = flags & xorFlag ? reader.number() : 0;
    if (offset === undefined || length === undefined || data === undefined || key === undefined) break;
    matches.push({ offset, length, data, ...(key === 0 ? {} : { xorKey: key - 1 }) });
  }
  return { matches, ...(flags & (hexFlag | notHexFlag) ? { hex: (flags & hexFlag) !== 0 } : {}) };
}

class ByteWriter {
  length = 0;
  isFull = false;
  readonly #limit: number;
  #buffer = Buffer.allocUnsafe(256);

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A whole number that is not negative; beyond 2^53 too, where a double is one. */
  number(value: number): void {
    this.#reserve(10);
    // Without bit operations, which have 32 bits.
    for (; value >= 128; value = Math.floor(value / 128)) this.#buffer[this.length++] = (value % 128) + 128;
    this.#buffer[this.length++] = value;
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#limit) {
      this.isFull = true;
      return;
    }
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  take(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + count));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number | undefined {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) return undefined;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
    return undefined;
  }

  bytes(): Uint8Array | undefined {
    const length = this.number();
    if (length === undefined || this.#at + length > this.#bytes.length) return undefined;
    const start = this.#at;
    this.#at += length;
    return new Uint8Array(this.#bytes.subarray(start, this.#at));
  }
}

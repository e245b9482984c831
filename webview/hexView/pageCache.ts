/** The bytes that have been read of a file: a few pages of it, those looked at last. */
import { hexPageSize } from '../../server/src/protocol/hexView.ts';

const maxPages = 64;

export class PageCache {
  readonly #ask: (offset: number) => void;
  /** By page number; the one looked at last comes last. `undefined` for one that has been asked for. */
  readonly #pages = new Map<number, Uint8Array | undefined>();

  /** `ask` is called with the offset of a page that is needed; its answer goes to {@link put}. */
  constructor(ask: (offset: number) => void) {
    this.#ask = ask;
  }

  clear(): void {
    this.#pages.clear();
  }

  put(offset: number, hex: string): void {
    const bytes = new Uint8Array(hex.length >> 1);
    for (let index = 0; index < bytes.length; index++) {
      bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
    }
    this.#keep(Math.floor(offset / hexPageSize), bytes);
  }

  /** Sees to it that bytes from `from` to `to` are there, or on their way. */
  need(from: number, to: number): void {
    for (let page = Math.floor(from / hexPageSize); page * hexPageSize < to; page++) {
      const isKnown = this.#pages.has(page);
      this.#keep(page, this.#pages.get(page));
      if (!isKnown) this.#ask(page * hexPageSize);
    }
  }

  /** Undefined for a byte that has not come, or is not there. */
  byte(offset: number): number | undefined {
    return this.#pages.get(Math.floor(offset / hexPageSize))?.[offset % hexPageSize];
  }

  #keep(page: number, bytes: Uint8Array | undefined): void {
    this.#pages.delete(page);
    this.#pages.set(page, bytes);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= maxPages) break;
      this.#pages.delete(oldest);
    }
  }
}

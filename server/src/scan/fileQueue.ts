/** Between the walk, which finds files, and the workers, which take them. */

/** What the queue needs to know of an item. */
export interface Sized {
  readonly bytes: number;
}

/**
 * Hands out the largest item that it holds.
 *
 * Started last, a large file would keep one worker busy while the others are done; started first, it is filled up
 * around by small ones. The queue is bounded: `push` waits while it is full, so a walk of millions of files does not
 * fill memory, and files are compared with as many others as the queue holds.
 */
export class FileQueue<T extends Sized> {
  readonly #capacity: number;
  /** A binary heap: the parent of `i` is `(i - 1) >> 1` and not smaller. */
  readonly #heap: T[] = [];
  readonly #takers: ((item: T | undefined) => void)[] = [];
  #pushers: (() => void)[] = [];
  #closed = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an item, and resolves when the queue takes more. An item pushed after `close` or `clear` is dropped. */
  async push(item: T): Promise<void> {
    if (this.#closed) return;
    const taker = this.#takers.shift();
    if (taker) {
      taker(item);
      return;
    }
    this.#add(item);
    if (this.#heap.length >= this.#capacity) await new Promise<void>((resolve) => this.#pushers.push(resolve));
  }

  /** How many items are waiting. */
  get size(): number {
    return this.#heap.length;
  }

  /**
   * The largest item and the next ones, as long as they are at most `maxItems` with `maxBytes` in all; waits for the
   * first only. Empty when the queue is closed and empty.
   */
  async takeSome(maxItems: number, maxBytes: number): Promise<T[]> {
    const first = await this.take();
    if (first === undefined) return [];
    const items = [first];
    let bytes = first.bytes;
    for (let next = this.#heap[0]; next && items.length < maxItems; next = this.#heap[0]) {
      bytes += next.bytes;
      if (bytes > maxBytes) break;
      items.push(next);
      this.#removeLargest();
    }
    return items;
  }

  /** The largest item; `undefined` when the queue is closed and empty. */
  async take(): Promise<T | undefined> {
    const item = this.#removeLargest();
    if (item !== undefined || this.#closed) return item;
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** No more items will come. */
  close(): void {
    this.#closed = true;
    for (const taker of this.#takers.splice(0)) taker(undefined);
    this.#releasePushers();
  }

  /** Closes, and forgets what is still waiting. */
  clear(): void {
    this.#heap.length = 0;
    this.close();
  }

  #add(item: T): void {
    const heap = this.#heap;
    let index = heap.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.bytes >= item.bytes) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = item;
  }

  #removeLargest(): T | undefined {
    const heap = this.#heap;
    const largest = heap[0];
    const last = heap.pop();
    if (largest === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    if (heap.length < this.#capacity) this.#releasePushers();
    return largest;
  }

  /** Puts `item` in the place of the root. */
  #sink(item: T): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (left === undefined) break;
      const [child, offset] = right !== undefined && right.bytes > left.bytes ? [right, 2] : [left, 1];
      if (child.bytes <= item.bytes) break;
      heap[index] = child;
      index = 2 * index + offset;
    }
    heap[index] = item;
  }

  #releasePushers(): void {
    const waiting = this.#pushers;
    this.#pushers = [];
    for (const resolve of waiting) resolve();
  }
}

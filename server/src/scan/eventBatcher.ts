/** Gathers events for a channel on which each message has a price. */

/**
 * Passes items on in batches: when `limit` of them have come, or `milliseconds` after the first. Order is kept.
 */
export class EventBatcher<T> {
  readonly #send: (batch: T[]) => void;
  readonly #limit: number;
  readonly #milliseconds: number;
  #batch: T[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (batch: T[]) => void, { limit = 200, milliseconds = 50 } = {}) {
    this.#send = send;
    this.#limit = limit;
    this.#milliseconds = milliseconds;
  }

  add(item: T): void {
    this.#batch.push(item);
    if (this.#batch.length >= this.#limit) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#milliseconds);
  }

  /** Sends what waits, now. To be called once nothing more will come. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#send(batch);
  }
}

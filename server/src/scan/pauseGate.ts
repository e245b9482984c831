/** Holds a scan back and lets it go on. */
export class PauseGate {
  #closed: { readonly promise: Promise<void>; readonly open: () => void; readonly since: number } | undefined;
  #milliseconds = 0;

  get paused(): boolean {
    return this.#closed !== undefined;
  }

  /** How long it has been closed in all. */
  get milliseconds(): number {
    return this.#milliseconds + (this.#closed ? performance.now() - this.#closed.since : 0);
  }

  /** What a worker has begun it finishes; nothing new is begun until {@link resume}. */
  pause(): void {
    if (this.#closed) return;
    let open: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => (open = resolve));
    this.#closed = { promise, open, since: performance.now() };
  }

  resume(): void {
    const closed = this.#closed;
    if (!closed) return;
    this.#milliseconds = this.milliseconds;
    this.#closed = undefined;
    closed.open();
  }

  /** Resolves at once while nothing is paused. */
  async pass(): Promise<void> {
    while (this.#closed) await this.#closed.promise;
  }
}

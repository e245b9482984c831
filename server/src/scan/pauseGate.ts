/** Holds a scan back and lets it go on. */
export class PauseGate {
  #closed: { readonly promise: Promise<void>; readonly open: () => void } | undefined;

  get paused(): boolean {
    return this.#closed !== undefined;
  }

  /** What a worker has begun it finishes; nothing new is begun until {@link resume}. */
  pause(): void {
    if (this.#closed) return;
    let open: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => (open = resolve));
    this.#closed = { promise, open };
  }

  resume(): void {
    this.#closed?.open();
    this.#closed = undefined;
  }

  /** Resolves at once while nothing is paused. */
  async pass(): Promise<void> {
    while (this.#closed) await this.#closed.promise;
  }
}

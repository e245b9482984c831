/** Work that follows changes: one at a time, and once more when something has changed meanwhile. */

export class Follower {
  readonly #follow: () => Promise<void>;
  readonly #pace: number;
  #busy: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Something has changed since the last work began. */
  #isBehind = false;

  /** `follow` is not to reject; changes are gathered for `pace` milliseconds. */
  constructor(follow: () => Promise<void>, pace: number) {
    this.#follow = follow;
    this.#pace = pace;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#isBehind = false;
  }

  /** Something has changed that the work is to follow. */
  change(): void {
    this.#isBehind = true;
    this.#later();
  }

  /** Does other work that follows all changes so far, after what is under way. @throws as the work does */
  async run<T>(work: () => Promise<T>): Promise<T> {
    while (this.#busy) await this.#busy;
    clearTimeout(this.#timer);
    this.#isBehind = false;
    const done = work();
    // Whoever waits for its end does not want to know how it ended.
    this.#busy = done.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await done;
    } finally {
      this.#busy = undefined;
      this.#later();
    }
  }

  #later(): void {
    if (!this.#isBehind || this.#busy) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.run(this.#follow), this.#pace);
  }
}

/** Questions of which only the latest is of interest: each one calls off the one before it. */
import type { CancellationToken } from 'vscode-jsonrpc';

export interface TokenSource {
  readonly token: CancellationToken;
  cancel(): void;
}

export class LatestAnswer {
  readonly #newSource: () => TokenSource;
  #asked: TokenSource | undefined;

  constructor(newSource: () => TokenSource) {
    this.#newSource = newSource;
  }

  /**
   * Undefined when another question was asked, or all were called off, before the answer was there; then nothing that
   * went wrong is of interest either. @throws what `ask` rejects with
   */
  async ask<T>(ask: (token: CancellationToken) => Promise<T>): Promise<T | undefined> {
    this.cancel();
    const mine = this.#newSource();
    this.#asked = mine;
    try {
      const answer = await ask(mine.token);
      return this.#asked === mine ? answer : undefined;
    } catch (error) {
      if (this.#asked === mine) throw error;
      return undefined;
    }
  }

  /** Calls off what is asked now. */
  cancel(): void {
    this.#asked?.cancel();
    this.#asked = undefined;
  }
}

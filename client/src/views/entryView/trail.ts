/** The entries that a person has walked through, with the place among them. */
export class Trail {
  #ids: number[] = [];
  #at = -1;

  get current(): number | undefined {
    return this.#ids[this.#at];
  }

  get hasBack(): boolean {
    return this.#at > 0;
  }

  get hasForward(): boolean {
    return this.#at < this.#ids.length - 1;
  }

  /** What was ahead is left behind. */
  go(id: number): void {
    if (id === this.current) return;
    this.#ids = [...this.#ids.slice(0, this.#at + 1), id];
    this.#at += 1;
  }

  back(): void {
    if (this.hasBack) this.#at -= 1;
  }

  forward(): void {
    if (this.hasForward) this.#at += 1;
  }
}

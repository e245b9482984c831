/** How much it says that two functions share something: the less, the more others have it too. */
export class Rarity {
  readonly #weights = new Map<string, number>();

  /**
   * What each function of one side has, each thing once. From 0 for what nearly all have to 1 for what one of each side has,
   * times `factorOf` it.
   */
  constructor(
    legacy: Iterable<Iterable<string>>,
    target: Iterable<Iterable<string>>,
    factorOf: (item: string) => number = () => 1,
  ) {
    let all = 0;
    for (const side of [legacy, target])
      for (const items of side) {
        all += 1;
        for (const item of items) this.#weights.set(item, (this.#weights.get(item) ?? 0) + 1);
      }
    const logOfAll = Math.log(Math.max(8, all));
    for (const [item, count] of this.#weights) {
      const rarity = Math.max(0, 1 - Math.log(Math.max(1, count / 2)) / logOfAll) ** 2;
      this.#weights.set(item, rarity * factorOf(item));
    }
  }

  of(item: string): number {
    return this.#weights.get(item) ?? 1;
  }
}

/** How much it says that two functions share something: the less, the more others have it too. */
export class Rarity {
  readonly #counts = new Map<string, number>();
  readonly #logOfAll: number;

  /** What each function of one side has, each thing once. */
  constructor(legacy: Iterable<Iterable<string>>, target: Iterable<Iterable<string>>) {
    let all = 0;
    for (const side of [legacy, target])
      for (const items of side) {
        all += 1;
        for (const item of items) this.#counts.set(item, (this.#counts.get(item) ?? 0) + 1);
      }
    this.#logOfAll = Math.log(Math.max(8, all));
  }

  /** From 0 for what nearly all have to 1 for what one of each side has. */
  of(item: string): number {
    const shared = Math.max(1, (this.#counts.get(item) ?? 1) / 2);
    return Math.max(0, 1 - Math.log(shared) / this.#logOfAll) ** 2;
  }
}

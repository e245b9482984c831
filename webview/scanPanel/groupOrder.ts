/**
 * Groups in the order of a sorting, kept while they grow: what is new or has changed is sorted and put in its place, the
 * others stay as they are. Sorting all of them again, several times a second, would cost frames.
 */
import type { Group, Sorting } from './resultList.ts';

type Compare = (a: Group, b: Group) => number;

const comparisons: Readonly<Record<Sorting, Compare>> = {
  found: (a, b) => a.order - b.order,
  name: (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  matches: (a, b) => b.matches - a.matches || a.order - b.order,
};

export class GroupOrder {
  readonly #compare: Compare;
  /** Whether a group can move once it has its place. */
  readonly #moves: boolean;
  #sorted: Group[] = [];
  /** Those without a place. */
  #loose: Group[] = [];

  constructor(sorting: Sorting) {
    this.#compare = comparisons[sorting];
    this.#moves = sorting === 'matches';
  }

  /** As {@link arrange} left them. */
  get groups(): readonly Group[] {
    return this.#sorted;
  }

  add(group: Group): void {
    group.loose = true;
    this.#loose.push(group);
  }

  /** The group has got more matches. */
  changed(group: Group): void {
    if (this.#moves && !group.loose) this.add(group);
  }

  arrange(): void {
    if (this.#loose.length === 0) return;
    if (this.#moves) this.#sorted = this.#sorted.filter((group) => !group.loose);
    insert(this.#sorted, this.#loose.sort(this.#compare), this.#compare);
    for (const group of this.#loose) group.loose = false;
    this.#loose = [];
  }
}

/** Puts `few` into `many`, both sorted, from the end on: what comes before the first of them is not touched. */
function insert(many: Group[], few: readonly Group[], compare: Compare): void {
  let end = many.length;
  many.push(...few);
  for (let index = few.length - 1; index >= 0; index--) {
    const group = few[index];
    if (group === undefined) continue;
    const place = placeOf(group, many, end, compare);
    many.copyWithin(place + index + 1, place, end);
    many[place + index] = group;
    end = place;
  }
}

/** How many of the first `end` groups come before `group`; their places are looked up by halving. */
function placeOf(group: Group, groups: readonly Group[], end: number, compare: Compare): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = groups[middle];
    if (other !== undefined && compare(other, group) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

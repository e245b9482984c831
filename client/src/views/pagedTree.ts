/** Groups and what is in them, as a tree that is read a level and a page at a time. Knows nothing of the editor. */

export interface Group {
  /** What is added to the path that leads to the group. */
  readonly key: string;
}
export interface GroupNode<G extends Group> {
  readonly type: 'group';
  readonly id: string;
  readonly group: G;
  readonly path: readonly string[];
  readonly parent: GroupNode<G> | undefined;
  /** It has little, of which all passes a filter. */
  readonly isOpen: boolean;
}
export interface ItemNode<G extends Group, I> {
  readonly type: 'item';
  readonly id: string;
  readonly item: I;
  readonly parent: GroupNode<G> | undefined;
}
/** Stands for the items that have not been read. */
export interface MoreNode<G extends Group> {
  readonly type: 'more';
  readonly id: string;
  readonly shown: number;
  readonly total: number;
  readonly parent: GroupNode<G> | undefined;
}
export type PagedNode<G extends Group, I> = GroupNode<G> | ItemNode<G, I> | MoreNode<G>;

export interface PageQuestion<Grouping extends string> {
  readonly grouping: Grouping;
  /** Keys of the groups that lead there; empty for the top. */
  readonly path: string[];
  readonly filter: string;
  readonly from: number;
  readonly limit: number;
}

/** A level: its groups, and a page of its items. */
export interface Page<G extends Group, I> {
  readonly groups: readonly G[];
  readonly items: readonly I[];
  /** Items that are here, in none of the groups. */
  readonly here: number;
  /** Items that are here or below. */
  readonly all: number;
}

export interface TreeSource<Grouping extends string, G extends Group, I> {
  readonly read: (question: PageQuestion<Grouping>) => Promise<Page<G, I>>;
  /** Tells an item from all others. */
  readonly keyOf: (item: I) => string;
  /** Keys of the groups that an item is in. */
  readonly pathOf: (item: I, grouping: Grouping) => readonly string[];
}

/** Items in a page. */
export const pageSize = 500;
/** Fewer items than this are shown at once when somebody filters. */
const fewItems = 200;
/** Pages that are read on the way to an item. */
const maxPages = 40;

interface Level<G extends Group, I> {
  readonly groups: readonly GroupNode<G>[];
  readonly items: readonly ItemNode<G, I>[];
  readonly here: number;
}

export class PagedTree<Grouping extends string, G extends Group, I> {
  readonly #source: TreeSource<Grouping, G, I>;
  #levels = new Map<string, Promise<Level<G, I>>>();
  #grouping: Grouping;
  #filter = '';
  /** Items that pass the filter; undefined until the top has been read. */
  total: number | undefined;

  constructor(source: TreeSource<Grouping, G, I>, grouping: Grouping) {
    this.#source = source;
    this.#grouping = grouping;
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  get filter(): string {
    return this.#filter;
  }

  /** Reads everything anew. */
  clear(): void {
    this.#levels = new Map();
    this.total = undefined;
  }

  groupBy(grouping: Grouping): void {
    this.#grouping = grouping;
    this.clear();
  }

  filterBy(filter: string): void {
    this.#filter = filter;
    this.clear();
  }

  /** @throws what reading rejects with; the next call reads again */
  async children(parent?: GroupNode<G>): Promise<PagedNode<G, I>[]> {
    const { groups, items, here } = await this.#level(parent);
    const shown = [...groups, ...items];
    if (items.length >= here) return shown;
    const id = nodeId('more', this.#grouping, this.#filter, parent?.path ?? []);
    return [...shown, { type: 'more', id, shown: items.length, total: here, parent }];
  }

  /** Reads another page of a level that has been read. */
  async more(parent: GroupNode<G> | undefined): Promise<void> {
    const levels = this.#levels;
    const level = await this.#level(parent);
    const next = await this.#read(parent, level.items.length);
    // Replaced as a whole: whoever has the level now goes on with what it was. Its groups stay the same objects.
    levels.set(
      keyOf(parent),
      Promise.resolve({ groups: level.groups, items: [...level.items, ...next.items], here: next.here }),
    );
  }

  /** The node of an item, with all levels on the way to it read; undefined when the filter hides it, or it is too far. */
  async locate(item: I): Promise<ItemNode<G, I> | undefined> {
    let parent: GroupNode<G> | undefined;
    for (const key of this.#source.pathOf(item, this.#grouping)) {
      const { groups } = await this.#level(parent);
      const next = groups.find(({ group }) => group.key === key);
      if (!next) return undefined;
      parent = next;
    }
    const key = this.#source.keyOf(item);
    for (let page = 0; page < maxPages; page++) {
      const { items, here } = await this.#level(parent);
      const found = items.find((one) => this.#source.keyOf(one.item) === key);
      if (found || items.length >= here) return found;
      await this.more(parent);
    }
    return undefined;
  }

  #level(parent: GroupNode<G> | undefined): Promise<Level<G, I>> {
    const levels = this.#levels;
    const key = keyOf(parent);
    let level = levels.get(key);
    if (!level) {
      level = this.#read(parent, 0);
      levels.set(key, level);
      level.catch(() => levels.delete(key));
    }
    return level;
  }

  async #read(parent: GroupNode<G> | undefined, from: number): Promise<Level<G, I>> {
    const path = parent?.path ?? [];
    // The answer is to this question, whatever has been chosen meanwhile.
    const [grouping, filter] = [this.#grouping, this.#filter];
    const id = (type: 'group' | 'item', ...keys: readonly string[]): string => nodeId(type, grouping, filter, keys);
    const question = { grouping, path: [...path], filter, from, limit: pageSize };
    const { groups, items, here, all } = await this.#source.read(question);
    if (!parent && grouping === this.#grouping && filter === this.#filter) this.total = all;
    const isOpen = filter !== '' && all <= fewItems;
    return {
      groups: groups.map((group) => {
        const own = [...path, group.key];
        return { type: 'group', id: id('group', ...own), group, path: own, parent, isOpen };
      }),
      items: items.map((item) => ({
        type: 'item',
        id: id('item', ...path, this.#source.keyOf(item)),
        item,
        parent,
      })),
      here,
    };
  }
}

/** Another one for each filter, so that what a person has opened under one says nothing about the next. */
const nodeId = (type: string, grouping: string, filter: string, keys: readonly string[]): string =>
  JSON.stringify([type, grouping, filter, ...keys]);

const keyOf = (parent: { readonly path: readonly string[] } | undefined): string => JSON.stringify(parent?.path ?? []);

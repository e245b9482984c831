/** The entries as a tree that is read a level and a page at a time. Knows nothing of the editor. */
import type { EntryBrief } from '../../../../server/src/protocol/cryptex.ts';
import type { EntryChildren, EntryGrouping } from '../../../../server/src/protocol/dictionaryView.ts';

export interface GroupNode {
  readonly type: 'group';
  readonly id: string;
  readonly key: string;
  readonly path: readonly string[];
  readonly count: number;
  readonly isFile: boolean;
  readonly parent: GroupNode | undefined;
  /** It has little, of which all passes a filter. */
  readonly isOpen: boolean;
}
export interface EntryNode {
  readonly type: 'entry';
  readonly id: string;
  readonly brief: EntryBrief;
  readonly parent: GroupNode | undefined;
}
/** Stands for the entries that have not been read. */
export interface MoreNode {
  readonly type: 'more';
  readonly id: string;
  readonly shown: number;
  readonly total: number;
  readonly parent: GroupNode | undefined;
}
export type TreeNode = GroupNode | EntryNode | MoreNode;

export interface TreeQuestion {
  readonly grouping: EntryGrouping;
  readonly path: readonly string[];
  readonly filter: string;
  readonly from: number;
  readonly limit: number;
}

/** Entries in a page. */
export const pageSize = 500;
/** Fewer entries than this are shown at once when somebody filters. */
const fewEntries = 200;
/** Pages that are read on the way to an entry. */
const maxPages = 40;

interface Level {
  groups: GroupNode[];
  entries: EntryNode[];
  total: number;
}

export class EntryTree {
  readonly #ask: (question: TreeQuestion) => Promise<EntryChildren>;
  #levels = new Map<string, Promise<Level>>();
  #grouping: EntryGrouping;
  #filter = '';
  /** Entries that pass the filter; undefined until the top has been read. */
  total: number | undefined;

  constructor(ask: (question: TreeQuestion) => Promise<EntryChildren>, grouping: EntryGrouping) {
    this.#ask = ask;
    this.#grouping = grouping;
  }

  get grouping(): EntryGrouping {
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

  groupBy(grouping: EntryGrouping): void {
    this.#grouping = grouping;
    this.clear();
  }

  filterBy(filter: string): void {
    this.#filter = filter;
    this.clear();
  }

  /** @throws what asking rejects with; the next call asks again */
  async children(parent?: GroupNode): Promise<TreeNode[]> {
    const { groups, entries, total } = await this.#level(parent);
    const shown = [...groups, ...entries];
    if (groups.length > 0 || entries.length >= total) return shown;
    const id = nodeId('more', this.#grouping, this.#filter, parent?.path ?? []);
    return [...shown, { type: 'more', id, shown: entries.length, total, parent }];
  }

  /** Reads another page of a level that has been read. */
  async more(parent: GroupNode | undefined): Promise<void> {
    const levels = this.#levels;
    const level = await this.#level(parent);
    const next = await this.#read(parent, level.entries.length);
    // Replaced as a whole: whoever has the level now goes on with what it was.
    levels.set(keyOf(parent), Promise.resolve({ ...next, entries: [...level.entries, ...next.entries] }));
  }

  /** The node of an entry, with all levels on the way to it read; undefined when the filter hides it, or it is too far. */
  async locate(brief: EntryBrief): Promise<EntryNode | undefined> {
    let parent: GroupNode | undefined;
    for (const key of pathTo(brief, this.#grouping)) {
      const { groups } = await this.#level(parent);
      const next = groups.find((group) => group.key === key);
      if (!next) return undefined;
      parent = next;
    }
    for (let page = 0; page < maxPages; page++) {
      const { entries, total } = await this.#level(parent);
      const found = entries.find((one) => one.brief.id === brief.id);
      if (found || entries.length >= total) return found;
      await this.more(parent);
    }
    return undefined;
  }

  #level(parent: GroupNode | undefined): Promise<Level> {
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

  async #read(parent: GroupNode | undefined, from: number): Promise<Level> {
    const path = parent?.path ?? [];
    // The answer is to this question, whatever has been chosen meanwhile.
    const [grouping, filter] = [this.#grouping, this.#filter];
    const id = (type: TreeNode['type'], ...keys: readonly string[]): string => nodeId(type, grouping, filter, keys);
    const { groups, entries, total } = await this.#ask({ grouping, path, filter, from, limit: pageSize });
    if (!parent && grouping === this.#grouping && filter === this.#filter) this.total = total;
    const isOpen = filter !== '' && total <= fewEntries;
    return {
      groups: groups.map(({ key, count, isFile }) => {
        const own = [...path, key];
        return { type: 'group', id: id('group', ...own), key, path: own, count, isFile, parent, isOpen };
      }),
      entries: entries.map((brief) => ({
        type: 'entry',
        id: id('entry', ...path, String(brief.id)),
        brief,
        parent,
      })),
      total,
    };
  }
}

/** Another one for each filter, so that what a person has opened under one says nothing about the next. */
const nodeId = (type: TreeNode['type'], grouping: EntryGrouping, filter: string, keys: readonly string[]): string =>
  JSON.stringify([type, grouping, filter, ...keys]);

const keyOf = (parent: GroupNode | undefined): string => JSON.stringify(parent?.path ?? []);

/** Keys of the groups that an entry is in. */
function pathTo(brief: EntryBrief, grouping: EntryGrouping): readonly string[] {
  switch (grouping) {
    case 'folder':
      return brief.file.split('/');
    case 'owner':
      return [brief.owner ?? ''];
    case 'family':
    case 'kind':
    case 'status':
    case 'language':
      return [brief[grouping]];
  }
}

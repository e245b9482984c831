/** A paged tree in a view: its grouping, which is remembered, its filter, and the nodes that the editor knows. */
import * as vscode from 'vscode';
import type { contextKeys } from '../contributions.ts';
import { PagedTree, type Group, type GroupNode, type ItemNode, type PagedNode, type TreeSource } from './pagedTree.ts';

export interface GroupedTreeOptions<Grouping extends string, G extends Group, I> {
  readonly source: TreeSource<Grouping, G, I>;
  /** All that can be chosen; the first one is what it is to begin with. */
  readonly groupings: readonly [Grouping, ...Grouping[]];
  /** Where the grouping is remembered, and as what. */
  readonly memory: vscode.Memento;
  readonly memoryKey: string;
  /** Set while there is a filter. */
  readonly filteredKey: (typeof contextKeys)[keyof typeof contextKeys];
}

export class GroupedTree<Grouping extends string, G extends Group, I> implements vscode.Disposable {
  readonly #options: GroupedTreeOptions<Grouping, G, I>;
  readonly #tree: PagedTree<Grouping, G, I>;
  readonly #changed = new vscode.EventEmitter<GroupNode<G> | undefined>();
  /** What is below the group is to be asked for again; all of it where there is none. */
  readonly onDidChange = this.#changed.event;
  /** The groups that the editor knows, by their places: it wants the same objects back. */
  #groups = new Map<string, GroupNode<G>>();

  constructor(options: GroupedTreeOptions<Grouping, G, I>) {
    const { source, groupings, memory, memoryKey } = options;
    this.#options = options;
    const remembered = groupings.find((one) => one === memory.get<unknown>(memoryKey));
    this.#tree = new PagedTree(source, remembered ?? groupings[0]);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get groupings(): readonly Grouping[] {
    return this.#options.groupings;
  }

  get grouping(): Grouping {
    return this.#tree.grouping;
  }

  get filter(): string {
    return this.#tree.filter;
  }

  /** Items that pass the filter. */
  get total(): number {
    return this.#tree.total ?? 0;
  }

  async groupBy(grouping: Grouping): Promise<void> {
    this.#tree.groupBy(grouping);
    this.refresh();
    await this.#options.memory.update(this.#options.memoryKey, grouping);
  }

  filterBy(filter: string): void {
    if (filter === this.#tree.filter) return;
    this.#tree.filterBy(filter);
    void vscode.commands.executeCommand('setContext', this.#options.filteredKey, filter !== '');
    this.refresh();
  }

  /** Reads the next page of the level at `path`. */
  async showMore(path: readonly string[]): Promise<void> {
    const parent = this.#groups.get(JSON.stringify(path));
    await this.#tree.more(parent);
    this.#changed.fire(parent);
  }

  /** @throws as reading does */
  async children(parent?: GroupNode<G>): Promise<PagedNode<G, I>[]> {
    const children = await this.#tree.children(parent);
    for (const child of children) if (child.type === 'group') this.#groups.set(JSON.stringify(child.path), child);
    return children;
  }

  /** The node of an item, for the view to reveal; undefined when the filter hides it. @throws as reading does */
  async locate(item: I): Promise<ItemNode<G, I> | undefined> {
    const node = await this.#tree.locate(item);
    // Pages that were read on the way are not in the editor's tree yet.
    if (node) this.#changed.fire(node.parent);
    return node;
  }

  /** Asks for everything anew. */
  refresh(): void {
    this.#tree.clear();
    this.#groups = new Map();
    this.#changed.fire(undefined);
  }
}

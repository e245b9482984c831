/** The Cryptex view: the tree of entries, its grouping and filter, and the way to an entry in it. */
import * as vscode from 'vscode';
import type { EntryBrief } from '../../../../server/src/protocol/cryptex.ts';
import { EntryGrouping } from '../../../../server/src/protocol/dictionaryView.ts';
import { contextKeys, dictionaryView } from '../../contributions.ts';
import type { Dictionary } from '../../dictionary/dictionary.ts';
import { groupingName } from '../../dictionary/words.ts';
import { oneLine, visible } from '../../display.ts';
import type { Logs } from '../../logs.ts';
import { EntryTree, type GroupNode, type TreeNode } from './entryTree.ts';
import { entryTooltip, treeItem } from './treeItems.ts';

/** Where the grouping is remembered. */
const groupingKey = 'cryptex.dictionary.grouping';

export class DictionaryTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #dictionary: Dictionary;
  readonly #memory: vscode.Memento;
  readonly #logs: Logs;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #tree: EntryTree;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: vscode.Disposable;
  /** The groups that the editor knows, by their places: it wants the same objects back. */
  #groups = new Map<string, GroupNode>();

  constructor(dictionary: Dictionary, memory: vscode.Memento, logs: Logs) {
    this.#dictionary = dictionary;
    this.#memory = memory;
    this.#logs = logs;
    const remembered = EntryGrouping.options.find((one) => one === memory.get<unknown>(groupingKey));
    this.#tree = new EntryTree(
      ({ path, ...question }) => dictionary.ask('dictionaryChildren', { ...question, path: [...path] }),
      remembered ?? 'family',
    );
    this.#view = vscode.window.createTreeView(dictionaryView, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#view,
      dictionary.onDidChange(() => this.#refresh()),
      this.#view.onDidChangeVisibility(({ visible: isVisible }) => {
        // Another program may have made a dictionary meanwhile.
        if (isVisible && dictionary.standing === 'none') dictionary.forget();
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  get filter(): string {
    return this.#tree.filter;
  }

  get grouping(): EntryGrouping {
    return this.#tree.grouping;
  }

  /** The entry that is selected in the tree. */
  get selected(): EntryBrief | undefined {
    const [node] = this.#view.selection;
    return node?.type === 'entry' ? node.brief : undefined;
  }

  async groupBy(grouping: EntryGrouping): Promise<void> {
    this.#tree.groupBy(grouping);
    this.#refresh();
    await this.#memory.update(groupingKey, grouping);
  }

  filterBy(filter: string): void {
    if (filter === this.#tree.filter) return;
    this.#tree.filterBy(filter);
    void vscode.commands.executeCommand('setContext', contextKeys.filtered, filter !== '');
    this.#refresh();
  }

  /** Reads the next page of the level at `path`. */
  async showMore(path: readonly string[]): Promise<void> {
    const parent = this.#groups.get(JSON.stringify(path));
    await this.#tree.more(parent);
    this.#changed.fire(parent);
  }

  /** Selects an entry in the tree; false when the filter hides it. @throws as requests do */
  async reveal(brief: EntryBrief, options: { readonly focus: boolean }): Promise<boolean> {
    const node = await this.#tree.locate(brief);
    if (!node) return false;
    // Pages that were read on the way are not in the editor's tree yet.
    this.#changed.fire(node.parent);
    await this.#view.reveal(node, { select: true, focus: options.focus });
    return true;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { grouping, filter } = this.#tree;
    return treeItem(node, { grouping, filter, uriOf: (path) => this.#dictionary.uriOf(path) });
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.type === 'entry') item.tooltip = entryTooltip(node);
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node && node.type !== 'group') return [];
    // What is there instead of a tree is said by the view's welcome.
    if ((await this.#dictionary.look()) !== 'ready') {
      this.#view.message = '';
      return [];
    }
    try {
      const children = await this.#tree.children(node);
      for (const child of children) if (child.type === 'group') this.#groups.set(JSON.stringify(child.path), child);
      if (!node) this.#say();
      return children;
    } catch (error) {
      this.#logs.client.error(error instanceof Error ? error : String(error));
      const reason = error instanceof Error ? error.message : String(error);
      this.#view.message = vscode.l10n.t('The entries could not be read. {0}', oneLine(reason));
      return [];
    }
  }

  #refresh(): void {
    this.#tree.clear();
    this.#groups = new Map();
    this.#changed.fire(undefined);
  }

  /** Above the tree: how it is grouped, and what it leaves out. */
  #say(): void {
    const { filter, total = 0, grouping } = this.#tree;
    this.#view.description = vscode.l10n.t('by {0}', groupingName(grouping).toLowerCase());
    this.#view.message =
      filter === ''
        ? total === 0
          ? vscode.l10n.t('The dictionary has no entries: no source file of a language that it knows was found.')
          : ''
        : total === 0
          ? vscode.l10n.t('Nothing has “{0}”.', visible(filter))
          : vscode.l10n.t('{0} with “{1}”', total, visible(filter));
  }
}

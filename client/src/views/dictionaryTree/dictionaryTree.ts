/** The Cryptex view: the tree of entries, and the way to an entry in it. */
import * as vscode from 'vscode';
import type { EntryBrief } from '../../../../server/src/protocol/cryptex.ts';
import { EntryGrouping, type EntryGroup } from '../../../../server/src/protocol/dictionaryView.ts';
import { contextKeys, dictionaryView } from '../../contributions.ts';
import type { Dictionary } from '../../dictionary/dictionary.ts';
import { groupingName } from '../../dictionary/words.ts';
import { oneLine } from '../../display.ts';
import type { Logs } from '../../logs.ts';
import { filterMessage } from '../filterMessage.ts';
import { GroupedTree } from '../groupedTree.ts';
import { entrySource, type TreeNode } from './entrySource.ts';
import { entryTooltip, treeItem } from './treeItems.ts';

export class DictionaryTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #dictionary: Dictionary;
  readonly #logs: Logs;
  /** How the tree is grouped and filtered. */
  readonly grouped: GroupedTree<EntryGrouping, EntryGroup, EntryBrief>;
  readonly onDidChangeTreeData: vscode.Event<TreeNode | undefined>;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #subscriptions: vscode.Disposable;

  constructor(dictionary: Dictionary, memory: vscode.Memento, logs: Logs) {
    this.#dictionary = dictionary;
    this.#logs = logs;
    this.grouped = new GroupedTree({
      source: entrySource((question) => dictionary.ask('dictionaryChildren', question)),
      groupings: EntryGrouping.options,
      memory,
      memoryKey: 'cryptex.dictionary.grouping',
      filteredKey: contextKeys.filtered,
    });
    this.onDidChangeTreeData = this.grouped.onDidChange;
    this.#view = vscode.window.createTreeView(dictionaryView, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = vscode.Disposable.from(
      this.grouped,
      this.#view,
      dictionary.onDidChange(() => this.grouped.refresh()),
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

  /** The entry that is selected in the tree. */
  get selected(): EntryBrief | undefined {
    const [node] = this.#view.selection;
    return node?.type === 'item' ? node.item : undefined;
  }

  /** Selects an entry in the tree; false when the filter hides it. @throws as requests do */
  async reveal(brief: EntryBrief, options: { readonly focus: boolean }): Promise<boolean> {
    const node = await this.grouped.locate(brief);
    if (!node) return false;
    await this.#view.reveal(node, { select: true, focus: options.focus });
    return true;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { grouping, filter } = this.grouped;
    return treeItem(node, { grouping, filter, uriOf: (path) => this.#dictionary.uriOf(path) });
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.type === 'item') item.tooltip = entryTooltip(node);
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
      const children = await this.grouped.children(node);
      if (!node) this.#say();
      return children;
    } catch (error) {
      this.#logs.client.error(error instanceof Error ? error : String(error));
      const reason = error instanceof Error ? error.message : String(error);
      this.#view.message = vscode.l10n.t('The entries could not be read. {0}', oneLine(reason));
      return [];
    }
  }

  /** Above the tree: how it is grouped, and what it leaves out. */
  #say(): void {
    const { grouping } = this.grouped;
    this.#view.description = vscode.l10n.t('by {0}', groupingName(grouping).toLowerCase());
    this.#view.message = filterMessage(
      this.grouped,
      vscode.l10n.t('The dictionary has no entries: no source file of a language that it knows was found.'),
    );
  }
}

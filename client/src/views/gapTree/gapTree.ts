/** The Gap Audit view: the tree of components, and the way to one in it. */
import * as vscode from 'vscode';
import { coverage, type GapComponent } from '../../../../server/src/protocol/gap.ts';
import { GapGrouping, type GapGroup } from '../../../../server/src/protocol/gapView.ts';
import { contextKeys, gapView } from '../../contributions.ts';
import { oneLine } from '../../display.ts';
import type { GapAudit } from '../../gap/gapAudit.ts';
import type { Logs } from '../../logs.ts';
import { filterMessage } from '../filterMessage.ts';
import { GroupedTree } from '../groupedTree.ts';
import { componentSource, functionNodes, matchNodes, reasonNodes, type GapNode } from './gapNodes.ts';
import { componentTooltip, functionTooltip } from './tooltips.ts';
import { gapItem } from './treeItems.ts';

export class GapTree implements vscode.TreeDataProvider<GapNode>, vscode.Disposable {
  readonly #audit: GapAudit;
  readonly #logs: Logs;
  /** How the tree is grouped and filtered. */
  readonly grouped: GroupedTree<GapGrouping, GapGroup, GapComponent>;
  readonly onDidChangeTreeData: vscode.Event<GapNode | undefined>;
  readonly #view: vscode.TreeView<GapNode>;
  readonly #subscriptions: vscode.Disposable;

  constructor(audit: GapAudit, memory: vscode.Memento, logs: Logs) {
    this.#audit = audit;
    this.#logs = logs;
    this.grouped = new GroupedTree({
      source: componentSource((question) => audit.ask('gapChildren', question)),
      groupings: GapGrouping.options,
      memory,
      memoryKey: 'cryptex.gap.grouping',
      filteredKey: contextKeys.gapFiltered,
    });
    this.onDidChangeTreeData = this.grouped.onDidChange;
    this.#view = vscode.window.createTreeView(gapView, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#subscriptions = vscode.Disposable.from(
      this.grouped,
      this.#view,
      audit.onDidChange(() => this.grouped.refresh()),
      this.#view.onDidChangeVisibility(({ visible: isVisible }) => {
        // Another program may have made an audit meanwhile.
        if (isVisible && audit.standing === 'none') audit.lookAgain();
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  get selected(): readonly GapNode[] {
    return this.#view.selection;
  }

  /** Selects a component in the tree and opens it; false when the filter hides it, or there is none. @throws as requests do */
  async reveal(name: string, { focus }: { readonly focus: boolean }): Promise<boolean> {
    const found = await this.#audit.ask('gapComponent', { component: name });
    const node = found ? await this.grouped.locate(found.component) : undefined;
    if (!node) return false;
    await this.#view.reveal(node, { select: true, focus, expand: true });
    return true;
  }

  getTreeItem(node: GapNode): vscode.TreeItem {
    return gapItem(node, this.grouped);
  }

  resolveTreeItem(item: vscode.TreeItem, node: GapNode): vscode.TreeItem {
    if (node.type === 'item') item.tooltip = componentTooltip(node.item);
    if (node.type === 'function') item.tooltip = functionTooltip(node.fn);
    return item;
  }

  getParent(node: GapNode): GapNode | undefined {
    return node.parent;
  }

  async getChildren(node?: GapNode): Promise<GapNode[]> {
    // What is there instead of a tree is said by the view's welcome.
    if ((await this.#audit.look()) !== 'ready') {
      this.#view.message = '';
      this.#view.description = '';
      return [];
    }
    try {
      const children = await this.#childrenOf(node);
      if (!node) this.#say();
      return children;
    } catch (error) {
      this.#logs.client.error(error instanceof Error ? error : String(error));
      const reason = error instanceof Error ? error.message : String(error);
      this.#view.message = vscode.l10n.t('The gap audit could not be read. {0}', oneLine(reason));
      return [];
    }
  }

  async #childrenOf(node: GapNode | undefined): Promise<GapNode[]> {
    switch (node?.type) {
      case undefined:
      case 'group':
        return await this.grouped.children(node);
      case 'item': {
        const found = await this.#audit.ask('gapComponent', { component: node.item.component });
        return functionNodes(node, found?.functions ?? []);
      }
      case 'function':
        return matchNodes(node);
      case 'match':
        return reasonNodes(node);
      case 'more':
      case 'reason':
        return [];
    }
  }

  /** Above the tree: how far all of it is, or what the filter leaves in. */
  #say(): void {
    const totals = this.#audit.last?.totals;
    if (!totals) return;
    const { ported, functions, done, components } = totals;
    const percent = coverage(ported, functions);
    this.#view.description = vscode.l10n.t('{0} %', percent);
    const { filter, total } = this.grouped;
    this.#view.message =
      filter === '' && total > 0
        ? vscode.l10n.t('{0} % of {1} functions; {2} of {3} components done', percent, functions, done, components)
        : filterMessage(
            this.grouped,
            vscode.l10n.t('There is nothing to port: no source file of the languages that are ported from was found.'),
          );
  }
}

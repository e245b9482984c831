/** The results model as a tree data provider. The list of files is refreshed in batches while a scan runs. */
import * as vscode from 'vscode';
import type { ScanController } from '../../scanController.ts';
import { childrenOf, parentOf, type ScanNode } from './model.ts';
import { treeItem } from './treeItems.ts';

const batchMilliseconds = 200;

export class ScanResultsProvider implements vscode.TreeDataProvider<ScanNode>, vscode.Disposable {
  readonly #scans: ScanController;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(scans: ScanController) {
    this.#scans = scans;
    this.#subscription = scans.onDidChange(({ listChanged }) => {
      if (listChanged) {
        this.#refreshSoon();
      }
    });
  }

  getTreeItem(node: ScanNode): vscode.TreeItem {
    return treeItem(node);
  }

  getChildren(node?: ScanNode): ScanNode[] {
    return [...(node === undefined ? this.#scans.current.results.roots() : childrenOf(node))];
  }

  getParent(node: ScanNode): ScanNode | undefined {
    return parentOf(node);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** A file's rules and matches never change, so only the root does. */
  #refreshSoon(): void {
    if (this.#timer !== undefined) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire(undefined);
    }, batchMilliseconds);
  }
}

/** The results model as a tree data provider. */
import * as vscode from 'vscode';
import type { ScanController } from '../../scanController.ts';
import { childrenOf, parentOf, type ScanNode } from './model.ts';
import { treeItem } from './treeItems.ts';

export class ScanResultsProvider implements vscode.TreeDataProvider<ScanNode>, vscode.Disposable {
  readonly #scans: ScanController;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(scans: ScanController) {
    this.#scans = scans;
  }

  /** Shows a changed list of files; what is expanded stays so, since identifiers stay the same. */
  refresh(): void {
    this.#changed.fire(undefined);
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
    this.#changed.dispose();
  }
}

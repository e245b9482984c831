/** The Scan view: tree, progress bar and message. */
import * as vscode from 'vscode';
import { scanView } from '../../contributions.ts';
import type { ScanController } from '../../scanController.ts';
import { ScanResultsProvider } from './provider.ts';
import { message } from './summary.ts';

/**
 * Milliseconds between two updates while a scan runs. More than the 200 ms for which the editor waits for a tree to
 * calm down: more frequent updates would show nothing before the end.
 */
const pace = 400;

export function registerScanResultsView(scans: ScanController): vscode.Disposable {
  const provider = new ScanResultsProvider(scans);
  const view = vscode.window.createTreeView(scanView, { treeDataProvider: provider, showCollapseAll: true });
  let endProgress: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let listChanged = false;

  const update = (): void => {
    clearTimeout(timer);
    timer = undefined;
    view.message = message(scans.current, scans.phase) ?? '';
    if (listChanged) {
      listChanged = false;
      provider.refresh();
    }
    if (scans.phase.type === 'running') {
      endProgress ??= showProgress();
    } else {
      endProgress?.();
      endProgress = undefined;
    }
  };
  const subscription = scans.onDidChange((change) => {
    listChanged ||= change.listChanged;
    if (change.atOnce) {
      update();
    } else {
      timer ??= setTimeout(update, pace);
    }
  });
  return vscode.Disposable.from(subscription, view, provider, new vscode.Disposable(() => clearTimeout(timer)));
}

/** The bar at the top of the view, until the returned function is called. */
function showProgress(): () => void {
  let end = (): void => undefined;
  const running = new Promise<void>((resolve) => {
    end = resolve;
  });
  void vscode.window.withProgress({ location: { viewId: scanView } }, () => running);
  return end;
}

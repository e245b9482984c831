/** The Scan view: tree, progress bar and message. */
import * as vscode from 'vscode';
import { scanView } from '../../contributions.ts';
import type { ScanController } from '../../scanController.ts';
import { ScanResultsProvider } from './provider.ts';
import { message } from './summary.ts';

export function registerScanResultsView(scans: ScanController): vscode.Disposable {
  const provider = new ScanResultsProvider(scans);
  const view = vscode.window.createTreeView(scanView, { treeDataProvider: provider, showCollapseAll: true });
  let endProgress: (() => void) | undefined;
  const update = (): void => {
    view.message = message(scans.current, scans.phase) ?? '';
    if (scans.phase.type === 'running') {
      endProgress ??= showProgress();
    } else {
      endProgress?.();
      endProgress = undefined;
    }
  };
  return vscode.Disposable.from(scans.onDidChange(update), view, provider);
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

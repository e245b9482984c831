/** How far a piece of work is that reads many files: a bar in its view, and numbers in the status bar that cancel it. */
import * as vscode from 'vscode';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { IndexProgress } from '../../server/src/protocol/dictionaryView.ts';
import type { CommandId } from './contributions.ts';

export interface FileProgressOptions {
  /** The view that has the bar, and what it is called there. */
  readonly view: string;
  readonly title: string;
  /** Identifier and name of the item in the status bar: a view's progress is only a bar. */
  readonly item: string;
  readonly itemName: string;
  readonly text: (progress: IndexProgress) => string;
  readonly cancel: CommandId;
  readonly cancelTitle: string;
}

/** Undefined when it was cancelled. @throws as `work` does otherwise */
export async function withFileProgress<T>(
  { view, title, item: id, itemName, text, cancel, cancelTitle }: FileProgressOptions,
  token: CancellationToken,
  work: (tell: (progress: IndexProgress) => void) => Promise<T>,
): Promise<T | undefined> {
  return await vscode.window.withProgress({ location: { viewId: view }, title }, async () => {
    const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left);
    item.name = itemName;
    item.command = cancel;
    item.tooltip = cancelTitle;
    const tell = (progress: IndexProgress): void => {
      item.text = `$(sync~spin) ${text(progress)}`;
    };
    tell({ files: 0, found: 0 });
    item.show();
    try {
      return await work(tell);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      item.dispose();
    }
  });
}

import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { offsetText } from '../views/scanResults/treeItems.ts';
import { isRuleOrMatch } from './scanNodeArgument.ts';

/** Puts the offset of a match on the clipboard, in hex as hex editors take it. */
export async function copyOffset(_app: App, ...args: unknown[]): Promise<void> {
  const [node] = args;
  if (isRuleOrMatch(node) && node.kind === 'match') {
    await vscode.env.clipboard.writeText(offsetText(node.match.offset));
  }
}

/** How the row looks that stands for what has not been read. */
import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { Group, MoreNode } from './pagedTree.ts';

export function moreItem<G extends Group>(
  { id, shown, total, parent }: MoreNode<G>,
  command: CommandId,
): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show more ({0} of {1} are shown)', shown, total));
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command, title: '', arguments: [parent?.path ?? []] };
  return item;
}

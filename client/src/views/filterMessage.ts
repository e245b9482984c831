/** What stands above a tree: what its filter lets through, or why it is empty. */
import * as vscode from 'vscode';
import { visible } from '../display.ts';

export function filterMessage(
  { filter, total }: { readonly filter: string; readonly total: number },
  whenEmpty: string,
): string {
  if (filter === '') return total === 0 ? whenEmpty : '';
  return total === 0
    ? vscode.l10n.t('Nothing has “{0}”.', visible(filter))
    : vscode.l10n.t('{0} with “{1}”', total, visible(filter));
}

/** How the nodes of the tree look. Everything in them may have been written by anybody. */
import * as vscode from 'vscode';
import { EntryKind, EntryStatus, SourceLanguage } from '../../../../server/src/protocol/cryptex.ts';
import type { EntryGrouping } from '../../../../server/src/protocol/dictionaryView.ts';
import type { CommandId } from '../../contributions.ts';
import { entryMarkdown } from '../../dictionary/entryMarkdown.ts';
import { kindIcons, kindName, languageNames, statusIcon, statusName } from '../../dictionary/words.ts';
import { visible } from '../../display.ts';
import { highlights } from '../highlights.ts';
import { moreItem } from '../moreItem.ts';
import type { EntryGroupNode, EntryNode, TreeNode } from './entrySource.ts';

export interface ItemContext {
  readonly grouping: EntryGrouping;
  /** Words that are made to stand out. */
  readonly filter: string;
  /** Of a file or folder of the code base. */
  readonly uriOf: (path: string) => vscode.Uri | undefined;
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

export function treeItem(node: TreeNode, context: ItemContext): vscode.TreeItem {
  switch (node.type) {
    case 'group':
      return groupItem(node, context);
    case 'item':
      return entryItem(node, context);
    case 'more':
      return moreItem(node, 'cryptex.dictionary.showMore');
  }
}

function groupItem(
  { id, path, group: { key, count, isFile }, isOpen }: EntryGroupNode,
  { grouping, uriOf }: ItemContext,
): vscode.TreeItem {
  const name = groupLabel(grouping, key);
  const item = new vscode.TreeItem(name, isOpen ? Expanded : Collapsed);
  item.id = id;
  item.description = new Intl.NumberFormat(vscode.env.language).format(count);
  item.contextValue = 'group';
  item.iconPath = groupIcon(grouping, key, isFile);
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} entries', name, count) };
  const uri = grouping === 'folder' ? uriOf(path.join('/')) : undefined;
  // The icon theme's own icon, and what version control says of it.
  if (uri) item.resourceUri = uri;
  return item;
}

function groupLabel(grouping: EntryGrouping, key: string): string {
  const [kind, status, language] = [
    EntryKind.options.find((one) => one === key),
    EntryStatus.options.find((one) => one === key),
    SourceLanguage.options.find((one) => one === key),
  ];
  if (grouping === 'kind' && kind) return kindName(kind);
  if (grouping === 'status' && status) return statusName(status);
  if (grouping === 'language' && language) return languageNames[language];
  if (key === '') return grouping === 'owner' ? vscode.l10n.t('Without owner') : vscode.l10n.t('None');
  return visible(key);
}

function groupIcon(grouping: EntryGrouping, key: string, isFile: boolean): vscode.ThemeIcon {
  const status = EntryStatus.options.find((one) => one === key);
  const kind = EntryKind.options.find((one) => one === key);
  switch (grouping) {
    case 'folder':
      return isFile ? vscode.ThemeIcon.File : vscode.ThemeIcon.Folder;
    case 'status':
      return status ? statusIcon({ status, isDrifted: false }) : new vscode.ThemeIcon('question');
    case 'kind':
      return new vscode.ThemeIcon(kind ? kindIcons[kind] : 'question');
    case 'family':
      return new vscode.ThemeIcon('symbol-namespace');
    case 'owner':
      return new vscode.ThemeIcon(key === '' ? 'circle-slash' : 'person');
    case 'language':
      return new vscode.ThemeIcon('code');
  }
}

function entryItem({ id, item: brief }: EntryNode, { grouping, filter }: ItemContext): vscode.TreeItem {
  const codename = visible(brief.codename);
  // The group above says the family.
  const family = `${brief.family}-`;
  const isInFamily = grouping === 'family' && brief.codename.startsWith(family);
  const label = isInFamily ? visible(brief.codename.slice(family.length)) : codename;
  const item = new vscode.TreeItem({ label, highlights: highlights(label, filter) }, None);
  item.id = id;
  const symbol = visible(grouping === 'folder' ? brief.symbol : brief.qualifiedName);
  item.description = brief.isDrifted ? vscode.l10n.t('{0} · drifted', symbol) : symbol;
  item.iconPath = statusIcon(brief);
  item.contextValue = 'entry';
  item.accessibilityInformation = {
    label: [codename, item.description, statusName(brief.status)].join(', '),
  };
  item.command = { command: 'cryptex.dictionary.openEntry' satisfies CommandId, title: '', arguments: [brief.id] };
  return item;
}

/** Made when somebody points at the entry. */
export function entryTooltip({ item: brief }: EntryNode): vscode.MarkdownString {
  return new vscode.MarkdownString(entryMarkdown(brief));
}

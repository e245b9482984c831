/** One node of the results as the tree shows it. Everything that comes from rules and samples goes through `display`. */
import * as vscode from 'vscode';
import { codeSpan, oneLine, visible } from '../../display.ts';
import { hexBytes, previewBytes } from './bytesPreview.ts';
import type { FileNode, MatchNode, MoreNode, NoteNode, OmittedNode, ProblemNode, RuleNode, ScanNode } from './model.ts';

const { None, Collapsed } = vscode.TreeItemCollapsibleState;
const icon = (id: string, color?: string): vscode.ThemeIcon =>
  new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));

export function treeItem(node: ScanNode): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
      return item(node, fileName(node.path), Collapsed, { ...file(node), iconPath: icon('file-binary') });
    case 'problem':
      return item(node, fileName(node.path), None, {
        ...problem(node),
        iconPath: icon('warning', 'list.warningForeground'),
      });
    case 'rule':
      return item(node, visible(node.match.rule), node.match.patterns.length > 0 ? Collapsed : None, {
        ...rule(node),
        iconPath: icon('symbol-class'),
      });
    case 'match':
      return item(node, offsetText(node.match.offset), None, { ...match(node), iconPath: icon('location') });
    case 'omitted':
      return item(node, visible(node.pattern), None, { ...omitted(node), iconPath: icon('ellipsis') });
    case 'note':
      return item(node, noteText(node), None, { ...note(node), iconPath: noteIcon(node) });
    case 'more':
      return item(node, vscode.l10n.t('Show More Files'), None, { ...more(node), iconPath: icon('ellipsis') });
  }
}

export function offsetText(offset: number): string {
  return `0x${offset.toString(16).toUpperCase()}`;
}

type Look = Pick<vscode.TreeItem, 'description' | 'tooltip' | 'iconPath' | 'command'>;

function item(node: ScanNode, label: string, state: vscode.TreeItemCollapsibleState, look: Look): vscode.TreeItem {
  const result = Object.assign(new vscode.TreeItem(label, state), look);
  result.id = node.id;
  result.contextValue = node.kind;
  result.accessibilityInformation = {
    label: typeof look.description === 'string' ? `${label}, ${look.description}` : label,
  };
  return result;
}

function file(node: FileNode): Look {
  const { matches, notes } = node;
  const parts = [
    matches.length === 0
      ? ''
      : countText(matches.length, vscode.l10n.t('1 rule'), vscode.l10n.t('{0} rules', matches.length)),
    notes.length === 0
      ? ''
      : countText(notes.length, vscode.l10n.t('1 note'), vscode.l10n.t('{0} notes', notes.length)),
    folderName(node.path),
  ];
  return { description: parts.filter((part) => part !== '').join(' · '), tooltip: markdown([codeSpan(node.path)]) };
}

function problem(node: ProblemNode): Look {
  return { description: oneLine(node.message), tooltip: markdown([codeSpan(node.path), codeSpan(node.message)]) };
}

function rule(node: RuleNode): Look {
  const { match: found } = node;
  const namespace = found.namespace === 'default' ? '' : visible(found.namespace);
  const matches = found.patterns.reduce((sum, pattern) => sum + pattern.matchCount, 0);
  return {
    description: [
      matches > 0 ? countText(matches, vscode.l10n.t('1 match'), vscode.l10n.t('{0} matches', matches)) : '',
      namespace,
      visible(found.tags.join(' ')),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    tooltip: markdown([
      codeSpan(found.rule),
      ...found.meta.slice(0, 20).map((entry) => `- ${codeSpan(entry.name)}: ${codeSpan(String(entry.value))}`),
    ]),
    // With a command, a click would no longer show the matches; the rule is one inline action away.
    ...(matches === 0 && { command: openRule(node) }),
  };
}

function match(node: MatchNode): Look {
  const { match: found } = node;
  const preview = previewBytes(found.data, found.length);
  const xor = found.xorKey === undefined || found.xorKey === 0 ? '' : ` xor 0x${found.xorKey.toString(16)}`;
  const length = countText(found.length, vscode.l10n.t('1 byte'), vscode.l10n.t('{0} bytes', found.length));
  return {
    description: `${visible(node.pattern)}${xor} · ${preview.text} · ${length}`,
    tooltip: markdown([
      `${codeSpan(node.pattern)} ${vscode.l10n.t('at offset {0} ({1}), {2}', offsetText(found.offset), found.offset, length)}`,
      codeSpan(hexBytes(found.data.subarray(0, 64)) + (found.length > 64 ? ' …' : '')),
    ]),
    command: openRule(node),
  };
}

function note(node: NoteNode): Look {
  const { kind, rule: name, text } = node.note;
  return {
    description: [kind === 'console' ? vscode.l10n.t('console') : '', visible(name ?? '')]
      .filter((part) => part !== '')
      .join(' · '),
    tooltip: markdown([codeSpan(text)]),
  };
}

function noteText(node: NoteNode): string {
  const { kind, text } = node.note;
  switch (kind) {
    case 'console':
    case 'module-data':
      return visible(text);
    case 'too-many-matches':
      return vscode.l10n.t('{0}: too many matches', visible(text));
    case 'slow-pattern':
      return vscode.l10n.t('{0}: slow pattern, matches may be missing', visible(text));
  }
}

function noteIcon(node: NoteNode): vscode.ThemeIcon {
  return node.note.kind === 'console' ? icon('comment') : icon('warning', 'list.warningForeground');
}

function omitted(node: OmittedNode): Look {
  return {
    description: countText(node.count, vscode.l10n.t('1 more match'), vscode.l10n.t('{0} more matches', node.count)),
  };
}

function more(node: MoreNode): Look {
  return {
    description: vscode.l10n.t('{0} not shown', node.hidden),
    command: { command: 'cryptex.scan.showMore', title: vscode.l10n.t('Show More Files') },
  };
}

function openRule(node: RuleNode | MatchNode): vscode.Command {
  return { command: 'cryptex.scan.openRule', title: vscode.l10n.t('Open Rule'), arguments: [node] };
}

/** Not trusted, no HTML, no icons: the text is data. */
function markdown(paragraphs: readonly string[]): vscode.MarkdownString {
  return new vscode.MarkdownString(paragraphs.join('\n\n'));
}

function countText(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

function fileName(path: string): string {
  return visible(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
}

/** Where the file is, relative to the workspace if it is in it. */
function folderName(path: string): string {
  const relative = vscode.workspace.asRelativePath(path);
  return visible(relative.slice(0, Math.max(0, Math.max(relative.lastIndexOf('/'), relative.lastIndexOf('\\')))));
}

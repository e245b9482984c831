/** How the nodes of the tree look. Everything in them may have been written by anybody. */
import * as vscode from 'vscode';
import { SourceLanguage } from '../../../../server/src/protocol/cryptex.ts';
import { ComponentStatus, coverage, portedOf, Risk } from '../../../../server/src/protocol/gap.ts';
import type { GapGrouping } from '../../../../server/src/protocol/gapView.ts';
import { visible } from '../../display.ts';
import {
  componentIcon,
  componentStatusName,
  evidenceIcons,
  evidenceName,
  functionIcon,
  gapLanguageName,
  riskIcon,
  riskName,
  stateName,
} from '../../gap/words.ts';
import { highlights } from '../highlights.ts';
import { moreItem } from '../moreItem.ts';
import type { ComponentNode, FunctionNode, GapGroupNode, GapNode, MatchNode, ReasonNode } from './gapNodes.ts';

export interface GapItemContext {
  readonly grouping: GapGrouping;
  /** Words that are made to stand out. */
  readonly filter: string;
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

export function gapItem(node: GapNode, context: GapItemContext): vscode.TreeItem {
  switch (node.type) {
    case 'group':
      return groupItem(node, context);
    case 'item':
      return componentItem(node, context);
    case 'more':
      return moreItem(node, 'cryptex.gap.showMore');
    case 'function':
      return functionItem(node);
    case 'match':
      return matchItem(node);
    case 'reason':
      return reasonItem(node);
  }
}

function groupItem({ id, group, isOpen }: GapGroupNode, { grouping }: GapItemContext): vscode.TreeItem {
  const { key, functions, ported, components } = group;
  const { label, icon } = groupLook(grouping, key);
  const item = new vscode.TreeItem(label, isOpen ? Expanded : Collapsed);
  item.id = id;
  item.iconPath = icon;
  item.contextValue = 'group';
  const count = components === 1 ? vscode.l10n.t('1 component') : vscode.l10n.t('{0} components', components);
  item.description =
    functions === 0
      ? count
      : vscode.l10n.t('{0} of {1} functions, {2} %', ported, functions, coverage(ported, functions));
  item.tooltip = count;
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  return item;
}

function groupLook(grouping: GapGrouping, key: string): { readonly label: string; readonly icon: vscode.ThemeIcon } {
  const status = ComponentStatus.options.find((one) => one === key);
  const risk = Risk.options.find((one) => one === key);
  const language = key === 'mixed' ? key : SourceLanguage.options.find((one) => one === key);
  if (grouping === 'status' && status)
    return { label: componentStatusName(status), icon: componentIcon({ status, drifted: 0 }) };
  if (grouping === 'risk' && risk) return { label: riskName(risk), icon: riskIcon(risk) };
  if (grouping === 'language' && language)
    return { label: gapLanguageName(language), icon: new vscode.ThemeIcon('code') };
  if (grouping === 'responsible' && key === '')
    return { label: vscode.l10n.t('Nobody'), icon: new vscode.ThemeIcon('circle-slash') };
  return {
    label: visible(key),
    icon: grouping === 'folder' ? vscode.ThemeIcon.Folder : new vscode.ThemeIcon('person'),
  };
}

function componentItem({ id, item: component }: ComponentNode, { grouping, filter }: GapItemContext): vscode.TreeItem {
  const {
    component: name,
    functions,
    status,
    drifted,
    responsible,
    ports,
    ported,
    candidates,
    note,
    statusBy,
  } = component;
  // The folders above say the rest.
  const shown = grouping === 'folder' ? name.slice(name.replace(/\/$/, '').lastIndexOf('/') + 1) : name;
  const label = visible(shown);
  const item = new vscode.TreeItem({ label, highlights: highlights(label, filter) }, Collapsed);
  item.id = id;
  item.description = [
    ...(status === 'excluded'
      ? [visible(note ?? '')]
      : [vscode.l10n.t('{0} of {1} functions', portedOf(component), functions)]),
    ...(drifted > 0 ? [vscode.l10n.t('{0} drifted', drifted)] : []),
    ...(responsible !== undefined && grouping !== 'responsible' ? [visible(responsible)] : []),
  ].join(' · ');
  item.iconPath = componentIcon(component);
  item.contextValue = contextValue('component', {
    [status]: true,
    port: ports.length > 0,
    matched: ported + candidates > 0,
    said: statusBy !== undefined || status === 'excluded',
  });
  item.accessibilityInformation = { label: [label, componentStatusName(status), item.description].join(', ') };
  return item;
}

function functionItem({ id, fn }: FunctionNode): vscode.TreeItem {
  const { symbol, file, state, match, note, isDrifted, saidBy, rejected } = fn;
  // A script or module as a whole has no name of its own.
  const label = visible(symbol === '' ? file : symbol);
  const item = new vscode.TreeItem(label, match ? Collapsed : None);
  item.id = id;
  const about = match === undefined ? note : portParts(match.port).join(' · ');
  item.description = [
    ...(about === undefined ? [] : [visible(about)]),
    ...(isDrifted ? [vscode.l10n.t('drifted')] : []),
  ].join(' · ');
  item.iconPath = functionIcon(fn);
  item.contextValue = contextValue('function', {
    [state]: true,
    port: match !== undefined,
    matched: match !== undefined,
    said: saidBy !== undefined || rejected.length > 0,
  });
  item.accessibilityInformation = { label: [label, stateName(state), item.description].join(', ') };
  return item;
}

function matchItem({ id, match }: MatchNode): vscode.TreeItem {
  const [name = '', ...file] = portParts(match.port);
  const item = new vscode.TreeItem(visible(name), match.evidence.length > 0 ? Expanded : None);
  item.id = id;
  item.description = [vscode.l10n.t('{0} %', Math.round(100 * match.score)), ...file.map((part) => visible(part))].join(
    ' · ',
  );
  item.iconPath = new vscode.ThemeIcon('arrow-right');
  item.contextValue = contextValue('match', { port: true, matched: true });
  return item;
}

function reasonItem({ id, evidence: { kind, reason } }: ReasonNode): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(reason), None);
  item.id = id;
  item.description = evidenceName(kind);
  item.iconPath = new vscode.ThemeIcon(evidenceIcons[kind]);
  item.contextValue = 'reason';
  return item;
}

/** What tells most comes first: the symbol, where the port is not a whole file. */
function portParts(port: string): string[] {
  const hash = port.indexOf('#');
  return hash === -1 ? [port] : [port.slice(hash + 1), port.slice(0, hash)];
}

/** Words that the `when` clauses of the menus look for. */
function contextValue(kind: string, flags: Readonly<Record<string, boolean>>): string {
  const set = Object.entries(flags).flatMap(([flag, isSet]) => (isSet ? [flag] : []));
  return [kind, ...set].join(' ');
}

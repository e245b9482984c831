import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { visible } from '../display.ts';
import { findRuleLine } from '../ruleText.ts';
import type { MatchNode, RuleNode } from '../views/scanResults/model.ts';
import { isRuleOrMatch } from './scanNodeArgument.ts';

/** Goes from a result to its rule, and from a match to its pattern where that can be found. */
export async function openRule(app: App, ...args: unknown[]): Promise<void> {
  const [node] = args;
  if (!isRuleOrMatch(node)) {
    return;
  }
  const rule = node.kind === 'rule' ? node : node.rule;
  const location = await findRule(app.scans.current.rules, rule.match.rule, patternOf(node));
  if (location === undefined) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('Rule {0} was not found.', visible(rule.match.rule)), 5000);
    return;
  }
  // A click in the tree leaves the focus there, so that the arrow keys go on working.
  await vscode.window.showTextDocument(location.uri, {
    selection: location.range,
    preserveFocus: node.kind === 'match',
    preview: true,
  });
}

function patternOf(node: RuleNode | MatchNode): string | undefined {
  return node.kind === 'match' ? node.pattern : undefined;
}

/** In the scanned files by their outline; else anywhere by the index (a rule may be in an include); else by its text. */
async function findRule(
  files: readonly vscode.Uri[],
  rule: string,
  pattern: string | undefined,
): Promise<vscode.Location | undefined> {
  for (const uri of files) {
    const found = await inOutline(uri, rule, pattern);
    if (found !== undefined) {
      return found;
    }
  }
  const indexed = (await provided<vscode.SymbolInformation>('vscode.executeWorkspaceSymbolProvider', rule)).find(
    (symbol) => symbol.name === rule,
  );
  if (indexed !== undefined) {
    return (await inOutline(indexed.location.uri, rule, pattern)) ?? indexed.location;
  }
  for (const uri of files) {
    const line = findRuleLine((await vscode.workspace.openTextDocument(uri)).getText(), rule);
    if (line !== undefined) {
      return new vscode.Location(uri, new vscode.Position(line, 0));
    }
  }
  return undefined;
}

async function inOutline(uri: vscode.Uri, rule: string, pattern?: string): Promise<vscode.Location | undefined> {
  // Providers are asked about open documents only.
  await vscode.workspace.openTextDocument(uri);
  const outline = await provided<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', uri);
  const found = find(outline, rule);
  const inner = found === undefined || pattern === undefined ? undefined : find(found.children, pattern);
  const symbol = inner ?? found;
  return symbol === undefined ? undefined : new vscode.Location(uri, symbol.selectionRange);
}

function find(symbols: readonly vscode.DocumentSymbol[], name: string): vscode.DocumentSymbol | undefined {
  for (const symbol of symbols) {
    const found = symbol.name === name ? symbol : find(symbol.children, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

async function provided<T>(command: string, argument: unknown): Promise<readonly T[]> {
  return (await vscode.commands.executeCommand<readonly T[] | undefined>(command, argument)) ?? [];
}

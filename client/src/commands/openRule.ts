import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { visible } from '../display.ts';
import { findRule } from '../ruleSearch.ts';
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

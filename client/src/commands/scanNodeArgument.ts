import type { MatchNode, RuleNode } from '../views/scanResults/model.ts';

/** Nodes reach commands from the tree; anything else that calls them is refused. */
export function isRuleOrMatch(node: unknown): node is RuleNode | MatchNode {
  return typeof node === 'object' && node !== null && 'kind' in node && (node.kind === 'rule' || node.kind === 'match');
}

/** The tokens of a tree, one after the other, without comments and without those that take no room. */
import type { SyntaxNode } from 'tree-sitter';

/** The tokens below a node. */
export function leavesOf(node: SyntaxNode): SyntaxNode[] {
  if (node.childCount === 0) {
    return isToken(node) ? [node] : [];
  }
  return node.children.flatMap(leavesOf);
}

/** The token before a node. */
export function leafBefore(node: SyntaxNode): SyntaxNode | undefined {
  return leafBeside(
    node,
    (of) => of.previousSibling,
    (of) => of.lastChild,
  );
}

/** The token behind a node. */
export function leafAfter(node: SyntaxNode): SyntaxNode | undefined {
  return leafBeside(
    node,
    (of) => of.nextSibling,
    (of) => of.firstChild,
  );
}

type Step = (node: SyntaxNode) => SyntaxNode | null;

function leafBeside(node: SyntaxNode, next: Step, inward: Step): SyntaxNode | undefined {
  for (let from: SyntaxNode | null = node; from !== null; from = from.parent) {
    for (let beside = next(from); beside !== null; beside = next(beside)) {
      const leaf = firstLeaf(beside, next, inward);
      if (leaf) {
        return leaf;
      }
    }
  }
  return undefined;
}

function firstLeaf(node: SyntaxNode, next: Step, inward: Step): SyntaxNode | undefined {
  if (node.childCount === 0) {
    return isToken(node) ? node : undefined;
  }
  for (let child = inward(node); child !== null; child = next(child)) {
    const leaf = firstLeaf(child, next, inward);
    if (leaf) {
      return leaf;
    }
  }
  return undefined;
}

function isToken(node: SyntaxNode): boolean {
  return node.type !== 'comment' && node.endIndex > node.startIndex;
}

/** What "expand selection" takes in, step by step: each node of the tree around the caret. */
import type { SyntaxNode } from 'tree-sitter';
import type { SelectionRange } from 'vscode-languageserver-types';
import type { Position, YaraDocument } from '../syntax/yaraDocument.ts';

export function selectionRanges(document: YaraDocument, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => selectionRange(document, position));
}

function selectionRange(document: YaraDocument, position: Position): SelectionRange {
  const index = document.indexAt(position);
  const stretches: { startIndex: number; endIndex: number }[] = [];
  for (let node: SyntaxNode | null = nodeAt(document, index); node !== null; node = node.parent) {
    const last = stretches.at(-1);
    if (node.startIndex !== last?.startIndex || node.endIndex !== last.endIndex) {
      stretches.push({ startIndex: node.startIndex, endIndex: node.endIndex });
    }
  }
  return (
    stretches.reduceRight<SelectionRange | undefined>(
      (parent, stretch) => ({ range: document.rangeOf(stretch), ...(parent ? { parent } : {}) }),
      undefined,
    ) ?? { range: { start: position, end: position } }
  );
}

/** The smallest node at the caret; the one that ends there where nothing begins. */
function nodeAt(document: YaraDocument, index: number): SyntaxNode {
  const root = document.tree.rootNode;
  const after = root.descendantForIndex(index, index);
  return after.namedChildCount > 0 && index > 0 ? root.descendantForIndex(index - 1, index) : after;
}

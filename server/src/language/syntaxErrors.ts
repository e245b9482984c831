/** Every syntax error of a file, from its tree. */
import type { SyntaxNode } from 'tree-sitter';
import type { Item } from '../syntax/outline.ts';
import { goToChildAt } from '../syntax/topLevel.ts';
import type { YaraDocument } from '../syntax/yaraDocument.ts';
import type { Diagnostic } from './diagnostics.ts';
import { explainError, explainMissing, type Explanation } from './syntaxErrors/explain.ts';
import { leafBefore } from './syntaxErrors/leaves.ts';

/** By the key of an item that has not changed since; positions are relative to its start. */
const explained = new WeakMap<object, readonly Explanation[]>();

export function syntaxErrors(document: YaraDocument): Diagnostic[] {
  if (!document.tree.rootNode.hasError) {
    return [];
  }
  return document.outline.items
    .filter((item) => item.hasError)
    .flatMap((item) =>
      explanations(document, item).map(({ start, end, message }): Diagnostic => ({
        range: document.rangeOf({ startIndex: item.startIndex + start, endIndex: item.startIndex + end }),
        severity: 'error',
        code: 'syntax',
        message,
        source: 'syntax',
      })),
    );
}

function explanations(document: YaraDocument, item: Item): readonly Explanation[] {
  let known = explained.get(item.key);
  if (known === undefined) {
    const node = itemNode(document, item);
    const found: Explanation[] = [];
    if (node) {
      collect(node, document.text, found);
    }
    known = found
      .filter((one, i) => one.start !== found[i - 1]?.start)
      .map((one) => ({ ...one, start: one.start - item.startIndex, end: one.end - item.startIndex }));
    explained.set(item.key, known);
  }
  return known;
}

function itemNode(document: YaraDocument, item: Item): SyntaxNode | undefined {
  const cursor = document.tree.walk();
  return goToChildAt(cursor, item.startIndex) ? cursor.currentNode : undefined;
}

/** Visits the parts of a subtree that have errors, in the order of the text. */
function collect(node: SyntaxNode, text: string, found: Explanation[]): void {
  if (node.isError) {
    found.push(explainError(node, text));
  } else if (node.isMissing) {
    // What is missing right behind an error is only the parser finding its feet again.
    if (!isInError(leafBefore(node))) {
      found.push(explainMissing(node, text));
    }
  } else if (node.hasError) {
    for (const child of node.children) {
      collect(child, text, found);
    }
  }
}

function isInError(leaf: SyntaxNode | undefined): boolean {
  for (let node: SyntaxNode | null = leaf ?? null; node !== null; node = node.parent) {
    if (node.isError) {
      return true;
    }
  }
  return false;
}

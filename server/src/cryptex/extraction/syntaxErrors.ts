/** Parts of a file that the grammar could not read. */
import type { Tree } from 'tree-sitter';
import type { TextRange } from './sourceText.ts';

/** Files that are none of the language have thousands; these tell enough. */
const most = 100;

/** The outermost errors, in order. A token that is only missing, as a semicolon is behind a macro, hides nothing. */
export function syntaxErrorsOf(tree: Tree): TextRange[] {
  const found: TextRange[] = [];
  if (!tree.rootNode.hasError) return found;
  const cursor = tree.walk();
  for (;;) {
    const { startIndex, endIndex } = cursor;
    const isError = cursor.nodeType === 'ERROR';
    if (isError) found.push({ startIndex, endIndex });
    if (found.length === most) return found;
    if (!isError && cursor.currentNode.hasError && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return found;
  }
}

/** Finds a top-level node without a walk over those before it. */
import type Parser from 'tree-sitter';

/** Moves a cursor at the root to its first child that begins at or after an index; false where there is none. */
export function goToChildAt(cursor: Parser.TreeCursor, index: number): boolean {
  // Declared as a boolean, the binding gives the child's number or null.
  const found: unknown = cursor.gotoFirstChildForIndex(index);
  let more = found !== null && found !== false;
  while (more && cursor.startIndex < index) {
    more = cursor.gotoNextSibling();
  }
  return more;
}

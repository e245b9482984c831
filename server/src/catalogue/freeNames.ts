/** The names of a condition that nothing inside it gives a meaning: rules, modules, external variables. */
import type Parser from 'tree-sitter';

/**
 * Reads the condition that the cursor is at, and leaves the cursor there. Each name once, in the order of the text;
 * the rules of a wildcard as `prefix*`.
 */
export function freeNames(cursor: Parser.TreeCursor, text: string): string[] {
  const found = new Set<string>();
  visit(cursor, text, new Set(), found);
  return [...found];
}

function visit(cursor: Parser.TreeCursor, text: string, bound: ReadonlySet<string>, found: Set<string>): void {
  const type = cursor.nodeType;
  if (type === 'identifier') {
    const name = textAt(cursor, text);
    if (name !== '' && !bound.has(name)) found.add(name);
    return;
  }
  if (type === 'rule_wildcard') {
    const prefix = /^\w*/.exec(textAt(cursor, text))?.[0] ?? '';
    found.add(`${prefix}*`);
    return;
  }
  if (!cursor.gotoFirstChild()) return;
  // Names that a loop or `with` gives a meaning in its body, which is its last child.
  const inside = type === 'for_in_expression' || type === 'with_expression' ? new Set(bound) : undefined;
  do {
    const field = cursor.currentFieldName;
    if (field === 'property') continue;
    if (inside && field === 'variables') {
      inside.add(textAt(cursor, text));
    } else if (inside && cursor.nodeType === 'with_declaration') {
      visitDeclaration(cursor, text, inside, found);
    } else {
      visit(cursor, text, inside && field === 'body' ? inside : bound, found);
    }
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
}

/** A declaration may use those before it. */
function visitDeclaration(cursor: Parser.TreeCursor, text: string, inside: Set<string>, found: Set<string>): void {
  let name = '';
  cursor.gotoFirstChild();
  do {
    if (cursor.currentFieldName === 'name') name = textAt(cursor, text);
    else visit(cursor, text, inside, found);
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
  inside.add(name);
}

function textAt(cursor: Parser.TreeCursor, text: string): string {
  return text.slice(cursor.startIndex, cursor.endIndex);
}

/** Signatures as they are written, in one line. */
import type { SyntaxNode } from 'tree-sitter';

/** The text of a range in `node`, without comments and with one space for any run of space. */
export function signatureText(node: SyntaxNode, text: string, startIndex: number, endIndex: number): string {
  let written = '';
  let from = startIndex;
  for (const comment of commentsIn(node, endIndex)) {
    if (comment.startIndex < from || comment.endIndex > endIndex) continue;
    written += `${text.slice(from, comment.startIndex)} `;
    from = comment.endIndex;
  }
  written += text.slice(from, endIndex);
  return written
    .replace(/\s+/g, ' ')
    .replace(/(?<=[([]) | (?=[)\],])/g, '')
    .replace(/,(?=[)\]])/g, '')
    .trim();
}

function commentsIn(node: SyntaxNode, endIndex: number): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const child of node.children) {
    if (child.startIndex >= endIndex) break;
    if (child.type.endsWith('comment')) found.push(child);
    else if (child.childCount > 0) found.push(...commentsIn(child, endIndex));
  }
  return found;
}

/** Comments that stand before what they describe. */
import type { SyntaxNode } from 'tree-sitter';
import type { DocComment } from './language.ts';

/**
 * The line comments that end on the line above a node, with nothing but them on their lines. `sign` is what a line of
 * such a comment begins with and is taken off. A ruler and a remark for a tool are no description.
 */
export function lineCommentsBefore(
  node: SyntaxNode,
  text: string,
  sign: RegExp,
  last: 'before' | 'including' = 'before',
): DocComment | undefined {
  const comments: SyntaxNode[] = [];
  let at = last === 'including' ? node : node.previousSibling;
  let below = last === 'including' ? node.endPosition.row + 1 : node.startPosition.row;
  while (at?.type.includes('comment')) {
    const endRow = endRowOf(at, text);
    const begins = text.lastIndexOf('\n', at.startIndex - 1) + 1;
    if (endRow !== below - 1 || text.slice(begins, at.startIndex).trim() !== '') break;
    if (!sign.test(text.slice(at.startIndex, at.endIndex))) break;
    comments.unshift(at);
    below = at.startPosition.row;
    at = at.previousSibling;
  }
  const first = comments[0];
  const end = comments.at(-1);
  if (!first || !end) return undefined;
  const lines = comments.map((comment) => text.slice(comment.startIndex, comment.endIndex).replace(sign, '').trimEnd());
  const said = lines.filter((line) => !isRuler(line) && !isForTools(line));
  const description = said.join('\n').trim();
  return description === '' ? undefined : { text: description, startIndex: first.startIndex, endIndex: end.endIndex };
}

/** Some grammars count the line break to a line comment. */
function endRowOf(node: SyntaxNode, text: string): number {
  return text[node.endIndex - 1] === '\n' ? node.endPosition.row - 1 : node.endPosition.row;
}

function isRuler(line: string): boolean {
  return line.length > 2 && !/[\p{L}\p{N}]/u.test(line);
}

function isForTools(line: string): boolean {
  return /^\s*(pylint|noqa|type:|pragma|eslint|prettier|@ts-|region\b|endregion\b|region:|!|-\*-|vim?:|flake8|mypy|fmt:|isort:|TODO\b|FIXME\b|XXX\b)/.test(
    line,
  );
}

/** Docstrings in the styles of Google, NumPy and Sphinx, and comments that stand in for one. */
import type { SyntaxNode } from 'tree-sitter';
import type { DocComment, FoundDefinition } from '../language.ts';
import { lineCommentsBefore } from '../docComments.ts';
import { stringValue } from './literals.ts';

/** The docstring; where there is none, the comment lines that end right above the definition. */
export function docstringOf({ node, body }: FoundDefinition, text: string): DocComment | undefined {
  const statement = body?.namedChildren.find(({ type }) => type !== 'comment');
  const start = node.parent?.type === 'decorated_definition' ? node.parent : node;
  return docOf(statement) ?? lineCommentsBefore(start, text, /^#+[ \t]?/);
}

export function moduleDocstringOf(root: SyntaxNode, text: string): DocComment | undefined {
  const statement = root.namedChildren.find(({ type }) => type !== 'comment');
  return docOf(statement) ?? headComment(root, text);
}

/** The first comment of a file, when it is neither a licence nor a setting for tools. */
function headComment(root: SyntaxNode, text: string): DocComment | undefined {
  const comments = root.namedChildren.slice(0, 40);
  const ends = comments.findIndex(({ type }) => type !== 'comment');
  const last = (ends === -1 ? comments : comments.slice(0, ends)).at(-1);
  const doc = last && lineCommentsBefore(last, text, /^#+[ \t]?/, 'including');
  return doc && !/copyright|licen[sc]e|SPDX|coding[:=]|^!/i.test(doc.text) ? doc : undefined;
}

function docOf(statement: SyntaxNode | undefined): DocComment | undefined {
  let literal = statement?.type === 'expression_statement' ? statement.firstNamedChild : undefined;
  while (literal?.type === 'parenthesized_expression') literal = literal.firstNamedChild;
  const isString = literal?.type === 'string' || literal?.type === 'concatenated_string';
  const value = isString ? stringValue(literal) : undefined;
  if (!literal || value === undefined) return undefined;
  const description = descriptionOf(value);
  return description === ''
    ? undefined
    : { text: description, startIndex: literal.startIndex, endIndex: literal.endIndex };
}

const section =
  /^(args?|arguments|param(eter)?s|keyword args|keyword arguments|kwargs|returns?|yields?|raises|exceptions?|examples?|usage|attributes|notes?|see also|references|warn(ing)?s?|todo|methods|properties)\s*:?\s*$/i;

/** What a docstring says before its fields and sections, without indentation. */
export function descriptionOf(docstring: string): string {
  const lines = unindented(docstring);
  const end = lines.findIndex((line, at) => {
    if (/^(:\w+[^:]*:|@\w+|>>>|\.\. [\w-]+::)/.test(line.trim())) return true;
    if (!section.test(line) || line.startsWith(' ')) return false;
    return line.trimEnd().endsWith(':') || /^\s*[-=~]{3,}\s*$/.test(lines[at + 1] ?? '');
  });
  return (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
}

/** Lines less the indentation that all but the first have, as PEP 257 asks. */
function unindented(docstring: string): string[] {
  const lines = docstring.replaceAll('\t', '        ').split(/\r?\n/);
  const widths = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.search(/\S/));
  const width = widths.length === 0 ? 0 : Math.min(...widths);
  return lines.map((line, at) => (at === 0 ? line.trim() : line.slice(width).trimEnd()));
}

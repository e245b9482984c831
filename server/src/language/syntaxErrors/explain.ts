/** Says what is wrong at an ERROR or MISSING node of the tree, and on which token. */
import type { SyntaxNode } from 'tree-sitter';
import { expectedInstead, inWords, tokensAt } from './expected.ts';
import { leafAfter, leafBefore, leavesOf } from './leaves.ts';

/** Indexes into the text, in UTF-16 code units. */
export interface Explanation {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Tokens that need something behind them that the parser's table can't tell of, since it has given them up. */
const needOperand = new Set([
  'and',
  'or',
  'not',
  'defined',
  '(',
  ',',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '\\',
  '%',
  '&',
  '|',
  '^',
  '~',
  '<<',
  '>>',
  'contains',
  'icontains',
  'startswith',
  'istartswith',
  'endswith',
  'iendswith',
  'iequals',
  'at',
]);

const startsStatement = new Set(['rule', 'private', 'global', 'import', 'include']);

/** The grammar names some mistakes itself. */
const mistakes: Readonly<Record<string, (text: string) => string>> = {
  invalid_escape: (text) => `\`${text}\` is no escape sequence; there are \\t, \\n, \\r, \\", \\\\ and \\xNN`,
  hex_invalid: (text) => `\`${text}\` does not belong in a hex string`,
  regex_invalid: (text) => `\`${text}\` is not allowed in a regular expression here`,
};

export function explainError(error: SyntaxNode, text: string): Explanation {
  const leaves = leavesOf(error);
  const named = leaves.find((leaf) => leaf.type in mistakes);
  if (named) {
    return on(named, mistakes[named.type]?.(textOf(named, text)) ?? '');
  }
  const after = leafAfter(error);
  let before = leafBefore(error);
  for (const token of [...leaves, after]) {
    const expected = expectedInstead(before, token);
    if (expected) {
      return explainToken(before, token, expected, error, text);
    }
    before = token;
  }
  const matches = leaves.find(({ type }) => type === 'matches');
  if (matches) {
    return on(matches, 'expected a regular expression after `matches`');
  }
  const last = leaves.at(-1);
  if (last && needOperand.has(last.type)) {
    return on(last, `expected an expression after \`${textOf(last, text)}\``);
  }
  const first = leaves[0];
  return first
    ? on(first, `unexpected ${quote(first, text)}`)
    : { start: error.startIndex, end: error.endIndex, message: 'unexpected text' };
}

export function explainMissing(missing: SyntaxNode, text: string): Explanation {
  const before = leafBefore(missing);
  const after = leafAfter(missing);
  const place = before ?? missing;
  if (missing.type === '}' && missing.parent?.type === 'rule_declaration') {
    return on(place, closeRule(missing, text));
  }
  if (missing.type === '"' || missing.type === '/') {
    const literal = missing.parent ?? missing;
    return notClosed(missing.type, literal.startIndex, missing.endIndex);
  }
  if (missing.parent?.type === 'condition_section' && before?.type !== ':') {
    return on(place, `expected a \`condition:\` in rule ${ruleName(missing, text)}`);
  }
  if (missing.type !== 'placeholder' && !missing.isNamed) {
    return on(place, `expected \`${missing.type}\`${opened(missing, text)}${behind(before, text)}`);
  }
  const expected = before && tokensAt(before.nextParseState);
  const what = missing.parent?.type === 'condition_section' ? 'an expression' : expected && inWords(expected);
  return on(
    place,
    `expected ${what ?? contents[missing.parent?.type ?? ''] ?? missingWords[missing.type] ?? 'more'}${behind(before ?? after, text)}`,
  );
}

/** What a node that lacks something is made of, where the parser's table says too much. */
const contents: Readonly<Record<string, string>> = {
  pattern_declaration: 'a text, a hex string or a regular expression',
  meta_entry: 'a text, a number, `true` or `false`',
  strings_section: 'a pattern such as `$a = "text"`',
  meta_section: 'an entry such as `author = "me"`',
  binary_expression: 'an expression',
};

const missingWords: Readonly<Record<string, string>> = {
  them: '`them` or a set of patterns',
  identifier: 'a name',
  integer_literal: 'a number',
};

function explainToken(
  before: SyntaxNode | undefined,
  token: SyntaxNode | undefined,
  expected: ReadonlySet<string>,
  error: SyntaxNode,
  text: string,
): Explanation {
  const sameLine = before && token && !text.slice(before.endIndex, token.startIndex).includes('\n');
  const unclosed =
    before && (expected.has('_string_content') || !sameLine) ? unclosedLiteral(before, expected, text) : undefined;
  if (unclosed) {
    return unclosed;
  }
  const isOver = token === undefined || startsStatement.has(token.type);
  if (before && isOver && expected.has('}') && !expected.has('hex_byte')) {
    return on(before, closeRule(error, text));
  }
  const open = before && openBracket(before, text);
  const words = inWords(expected, open?.closer);
  const hint = token && hints[textOf(token, text)];
  if (words === undefined || hint) {
    const message = token ? `unexpected ${quote(token, text)}${behind(before, text)}` : 'unexpected end of the file';
    return on(token ?? before ?? error, hint ? `${message}; ${hint}` : message);
  }
  const toClose = open && expected.has('and') ? ` to close the \`${open.type}\` in line ${open.line}` : '';
  return on(sameLine || !before ? (token ?? error) : before, `expected ${words}${toClose}${behind(before, text)}`);
}

/** What people write who think in another language. */
const hints: Readonly<Record<string, string>> = {
  '=': 'to compare, write `==`',
  '|': 'for a boolean “or”, write `or`',
  '&': 'for a boolean “and”, write `and`',
  '!': 'to negate, write `not`',
};

/** A text or regular expression that the line ends in. */
function unclosedLiteral(before: SyntaxNode, expected: ReadonlySet<string>, text: string): Explanation | undefined {
  const isText = expected.has('_string_content');
  if (!isText && !expected.has('regex_literal')) {
    return undefined;
  }
  const lineEnd = text.indexOf('\n', before.startIndex);
  const line = text.slice(0, lineEnd < 0 ? text.length : lineEnd).trimEnd();
  const start = isText ? before.startIndex : line.lastIndexOf('/', before.startIndex);
  return notClosed(isText ? '"' : '/', start, Math.max(before.endIndex, line.length));
}

function notClosed(mark: '"' | '/', start: number, end: number): Explanation {
  const what = mark === '"' ? 'text' : 'regular expression';
  return { start, end, message: `this ${what} is not closed: expected a \`${mark}\` before the line ends` };
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/** The innermost bracket that is still open behind a token of a condition. */
function openBracket(token: SyntaxNode, text: string): { type: string; closer: string; line: number } | undefined {
  let depth = 0;
  for (let leaf: SyntaxNode | undefined = token; leaf && leaf.type !== 'condition'; leaf = leafBefore(leaf)) {
    const closer = closers[leaf.type];
    if (leaf.type === ')' || leaf.type === ']') {
      depth++;
    } else if (closer !== undefined && depth-- === 0) {
      return { type: leaf.type, closer, line: text.slice(0, leaf.startIndex).split('\n').length };
    }
  }
  return undefined;
}

function closeRule(inside: SyntaxNode, text: string): string {
  return `expected \`}\` to close rule ${ruleName(inside, text)}`;
}

/** The name of the rule around a node, which may itself be in pieces. */
function ruleName(inside: SyntaxNode, text: string): string {
  for (let node: SyntaxNode | null = inside; node !== null; node = node.parent) {
    const leaves = node.type === 'rule_declaration' || node.parent?.parent === null ? leavesOf(node) : [];
    const name = leaves[leaves.findIndex(({ type }) => type === 'rule') + 1];
    if (name?.type === 'identifier') {
      return `\`${textOf(name, text)}\``;
    }
  }
  return '';
}

/** " to close the `(` in line 3" */
function opened(missing: SyntaxNode, text: string): string {
  const before = leafBefore(missing);
  const open = before && openBracket(before, text);
  return open?.closer === missing.type ? ` to close the \`${open.type}\` in line ${open.line}` : '';
}

function behind(before: SyntaxNode | undefined, text: string): string {
  return before ? ` after ${quote(before, text)}` : '';
}

/** A token as it is written, a literal as a whole; only the beginning of a long one. */
function quote(token: SyntaxNode, text: string): string {
  const literal = token.type === '"' || token.type === '/' ? token.parent : undefined;
  const written = textOf(literal?.endIndex === token.endIndex ? literal : token, text);
  return `\`${written.length > 32 ? `${written.slice(0, 31)}…` : written}\``;
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.startIndex, node.endIndex);
}

function on(token: SyntaxNode, message: string): Explanation {
  return { start: token.startIndex, end: token.endIndex, message };
}

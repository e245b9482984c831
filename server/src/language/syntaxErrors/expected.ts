/** What may follow at a place, asked of the parser's own table, in words. */
import Parser, { type SyntaxNode } from 'tree-sitter';
import { yaraLanguage } from '../../syntax/grammar.ts';

/** tree-sitter's numbers for "no state to speak of". */
const noState = new Set([0, 65535]);

const byState = new Map<number, ReadonlySet<string>>();

/** The types of the tokens that the parser takes in a state; undefined for no state. */
export function tokensAt(state: number): ReadonlySet<string> | undefined {
  if (noState.has(state)) {
    return undefined;
  }
  let tokens = byState.get(state);
  if (tokens === undefined) {
    tokens = new Set(new Parser.LookaheadIterator(yaraLanguage(), state));
    byState.set(state, tokens);
  }
  return tokens;
}

/**
 * What the parser would have taken in place of `token`; undefined where it took it, or where the table can't tell.
 * @param before the token before it
 */
export function expectedInstead(
  before: SyntaxNode | undefined,
  token: SyntaxNode | undefined,
): ReadonlySet<string> | undefined {
  const tokens = (before && tokensAt(before.nextParseState)) ?? (token && tokensAt(token.parseState));
  return tokens && (token === undefined || !tokens.has(token.type)) ? tokens : undefined;
}

const modifiers = ['ascii', 'wide', 'nocase', 'fullword', 'private', 'xor', 'base64', 'base64wide'];

/** Token types that have a word of their own. What is not here and not punctuation goes without saying. */
const words: Readonly<Record<string, string>> = {
  identifier: 'a name',
  pattern_identifier: 'a pattern such as `$a`',
  integer_literal: 'a number',
  '"': 'a text in quotes',
  hex_byte: 'a hex byte',
};

const punctuation = new Set([
  '{',
  '}',
  '(',
  ')',
  ']',
  ':',
  '=',
  ',',
  'meta',
  'strings',
  'condition',
  'rule',
  'of',
  'in',
  'them',
]);

/**
 * "a, b or c"; undefined where it would take more words than it is worth.
 * @param closer the bracket that closes the innermost open one
 */
export function inWords(tokens: ReadonlySet<string>, closer?: string): string | undefined {
  if (tokens.has('identifier') && tokens.has('(') && tokens.has('~')) {
    return 'an expression';
  }
  if (tokens.has('{') && tokens.has('"')) {
    return 'a text, a hex string or a regular expression';
  }
  if (tokens.has('true') && tokens.has('"')) {
    return 'a text, a number, `true` or `false`';
  }
  const isAfterOperand = tokens.has('and') && tokens.has('==');
  const isInLiteral = tokens.has('hex_byte') || tokens.has('regex_literal');
  const parts = [...tokens]
    .filter((token) => !modifiers.includes(token) && !(isInLiteral && token === '('))
    .filter((token) => !isAfterOperand || token === (closer ?? '}'))
    .map((token) => words[token] ?? (punctuation.has(token) ? `\`${token}\`` : undefined))
    .filter((word) => word !== undefined);
  if (isAfterOperand) {
    parts.unshift('an operator');
  } else if (tokens.has('wide')) {
    parts.unshift('a modifier');
  }
  return parts.length === 0 || parts.length > 4 ? undefined : list([...new Set(parts)]);
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1) ?? ''}`;
}

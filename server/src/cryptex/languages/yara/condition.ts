/** A condition in one layout, whatever its own is: without comments, and each operand of a long `and` or `or` on a line. */
import type { SyntaxNode } from 'tree-sitter';

/** Longest line that is left whole. */
const width = 72;

export function layOut(expression: SyntaxNode, text: string): string {
  return lines(expression, text).join('\n');
}

function lines(expression: SyntaxNode, text: string): string[] {
  const whole = inOneLine(expression, text);
  if (whole.length <= width) return [whole];
  const inner = expression.childForFieldName('expression');
  if (expression.type === 'parenthesized_expression' && inner) return ['(', ...indented(lines(inner, text)), ')'];
  const operator = joins(expression);
  if (operator !== undefined) {
    return operands(expression, operator).flatMap((operand, at) => {
      const [first = '', ...rest] = lines(operand, text);
      // A chain of the other operator is a group of its own: `and` binds closer than `or`.
      const group = joins(operand) === undefined ? rest : indented(rest);
      return [at === 0 ? first : `${operator} ${first}`, ...group];
    });
  }
  const operand = expression.childForFieldName('operand');
  if (expression.type === 'unary_expression' && operand?.type === 'parenthesized_expression' && /^not\b/.test(whole)) {
    const [first = '', ...rest] = lines(operand, text);
    return [`not ${first}`, ...rest];
  }
  const body = expression.childForFieldName('body');
  if (body) {
    const head = inOneLine(expression, text, body.startIndex);
    return [head, ...indented(lines(body, text)), ...(head.endsWith('(') ? [')'] : [])];
  }
  return [whole];
}

function joins(expression: SyntaxNode): 'and' | 'or' | undefined {
  const operator = expression.type === 'binary_expression' ? expression.childForFieldName('operator')?.text : undefined;
  return operator === 'and' || operator === 'or' ? operator : undefined;
}

/** Operands of a chain such as `a and b and c`, which is a tree that leans to the left and may be thousands deep. */
function operands(expression: SyntaxNode, operator: 'and' | 'or'): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let at: SyntaxNode | null = expression;
  while (at && joins(at) === operator) {
    const right = at.childForFieldName('right');
    if (right) found.unshift(right);
    at = at.childForFieldName('left');
  }
  if (at) found.unshift(at);
  return found;
}

function indented(each: readonly string[]): string[] {
  return each.map((line) => `  ${line}`);
}

/** A string, or a regular expression, which stands in a condition only behind `matches`. */
const literal = String.raw`("(?:[^"\\\r\n]|\\.)*"|(?<=\bmatches\s*)\/(?:[^/\\\r\n]|\\.)+\/)`;
const space = new RegExp(String.raw`${literal}|(?:\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|\s)+`, 'g');
const inner = new RegExp(String.raw`${literal}|(?<=[([]) | (?=[)\],])`, 'g');

/** Up to `end`, with one space for any run of space and comments outside of literals. */
function inOneLine(expression: SyntaxNode, text: string, end = expression.endIndex): string {
  return text
    .slice(expression.startIndex, end)
    .replace(space, (_, kept?: string) => kept ?? ' ')
    .replace(inner, (_, kept?: string) => kept ?? '')
    .trim();
}

/** Values of literals in Python code. */
import type { SyntaxNode } from 'tree-sitter';

/**
 * The text that an expression of string literals stands for: literals side by side, added, in parentheses, or handed to
 * a function of translation such as `_`. Undefined for anything else, also for an f-string and for bytes.
 */
export function stringValue(node: SyntaxNode | null | undefined): string | undefined {
  if (!node) return undefined;
  switch (node.type) {
    case 'string':
      return literalValue(node);
    case 'concatenated_string':
      return joined(node.namedChildren.filter(({ type }) => type !== 'comment'));
    case 'parenthesized_expression':
      return stringValue(node.namedChildren.find(({ type }) => type !== 'comment'));
    case 'binary_operator': {
      const operator = node.childForFieldName('operator')?.type;
      // What is formatted by `%` is told as it is written.
      if (operator === '%') return stringValue(node.childForFieldName('left'));
      return operator === '+' ? joined([node.childForFieldName('left'), node.childForFieldName('right')]) : undefined;
    }
    case 'call': {
      const given = node.childForFieldName('arguments')?.namedChildren ?? [];
      return /^(_|N_|gettext|\w+\.gettext|ugettext_lazy|gettext_lazy|dedent|textwrap\.dedent)$/.test(
        node.childForFieldName('function')?.text ?? '',
      )
        ? stringValue(given[0])
        : undefined;
    }
    default:
      return undefined;
  }
}

function joined(parts: readonly (SyntaxNode | null)[]): string | undefined {
  const values = parts.map(stringValue);
  return values.every((value) => value !== undefined) ? values.join('') : undefined;
}

function literalValue(node: SyntaxNode): string | undefined {
  const start = node.firstChild;
  const end = node.lastChild;
  if (start?.type !== 'string_start' || end?.type !== 'string_end') return undefined;
  const prefix = start.text.replace(/['"]+$/, '').toLowerCase();
  if (prefix.includes('f') || prefix.includes('b') || prefix.includes('t')) return undefined;
  const content = node.text.slice(start.text.length, -end.text.length || undefined);
  return prefix.includes('r') ? content : unescaped(content);
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\n': '',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};

function unescaped(content: string): string {
  return content.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|\r\n|([^]))/g,
    (whole, hex: string | undefined, unicode: string | undefined, other: string | undefined) => {
      const code = hex ?? unicode;
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      if (other === undefined) return '';
      return escapes[other] ?? (other === '\\' || other === "'" || other === '"' ? other : whole);
    },
  );
}

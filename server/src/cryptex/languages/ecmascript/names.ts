/** Names, scopes, extents and signatures of definitions in JavaScript and TypeScript. */
import type { SyntaxNode } from 'tree-sitter';
import type { FoundDefinition } from '../language.ts';
import { signatureText } from '../signature.ts';

const holders = new Set([
  'variable_declarator',
  'assignment_expression',
  'pair',
  'public_field_definition',
  'field_definition',
]);

/** Undefined for a function that is known by what it is kept in, and for one in an object that a call is given. */
export function nameOf({ node, nameNode }: FoundDefinition): string | undefined {
  if (!nameNode) return 'default';
  const isExpression = node.type === 'function_expression' || node.type === 'generator_function';
  if (isExpression && holders.has(node.parent?.type ?? '')) return undefined;
  if (inObject(node) && objectIn(node)?.parent?.type === 'arguments') return undefined;
  if (node.type !== 'assignment_expression') return plainName(nameNode);
  const path = assignedPath(nameNode);
  return path.at(-1) ?? functionName(node) ?? 'default';
}

/** What an object's function is reached by, and what a name assigned to with dots begins with. */
export function scopeOf({ node, nameNode }: FoundDefinition): readonly string[] {
  if (node.type === 'assignment_expression' && nameNode) return assignedPath(nameNode).slice(0, -1);
  if (!inObject(node)) return [];
  const path: string[] = [];
  for (let at = objectIn(node); at;) {
    const holder = at.parent;
    if (holder?.type === 'pair') {
      path.unshift(plainName(holder.childForFieldName('key')));
      at = holder.parent;
    } else {
      if (holder?.type === 'variable_declarator') path.unshift(plainName(holder.childForFieldName('name')));
      const left = holder?.type === 'assignment_expression' ? holder.childForFieldName('left') : undefined;
      if (left) path.unshift(...assignedPath(left));
      break;
    }
  }
  return path;
}

function inObject(node: SyntaxNode): boolean {
  return node.parent?.type === 'object';
}

/** The object that it stands in, or the outermost around that. */
function objectIn(node: SyntaxNode): SyntaxNode | null {
  return node.parent;
}

/** `["A", "zip"]` of `A.prototype.zip`; without what stands for the module itself. */
function assignedPath(left: SyntaxNode): string[] {
  const text = left.text.replace(/\s+|\?/g, '').replace(/\[(["'])(\w+)\1\]/g, '.$2');
  const parts = text.replace(/^(module\.exports|exports|this|window|globalThis|self)(\.|$)/, '').split('.');
  return parts.filter((part) => part !== '' && part !== 'prototype');
}

function functionName(assignment: SyntaxNode): string | undefined {
  return assignment.childForFieldName('right')?.childForFieldName('name')?.text;
}

function plainName(node: SyntaxNode | null): string {
  const text = node?.text ?? '';
  return node?.type === 'string' ? text.slice(1, -1) : text.replace(/\s+/g, ' ');
}

/** The statement, where that holds nothing else, with `export` and decorators. */
export function extentOf({ node }: FoundDefinition): { startIndex: number; endIndex: number } {
  const whole = wholeOf(node);
  return { startIndex: decoratorsOf(whole)[0]?.startIndex ?? whole.startIndex, endIndex: whole.endIndex };
}

export function wholeOf(node: SyntaxNode): SyntaxNode {
  let whole = node;
  const declaration = node.parent;
  const isAlone =
    /^(lexical|variable)_declaration$/.test(declaration?.type ?? '') &&
    declaration?.namedChildren.filter(({ type }) => type === 'variable_declarator').length === 1;
  if (declaration && (isAlone || declaration.type === 'expression_statement')) whole = declaration;
  while (whole.parent?.type === 'export_statement' || whole.parent?.type === 'ambient_declaration')
    whole = whole.parent;
  return whole;
}

/** Those of methods and fields stand before them in the class. */
export function decoratorsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at = node.previousSibling; at?.type === 'decorator'; at = at.previousSibling) found.unshift(at);
  return found;
}

export function signatureOf(found: FoundDefinition, text: string): string {
  const whole = wholeOf(found.node);
  const decorators = decoratorsOf(whole).map((each) => signatureText(each, text, each.startIndex, each.endIndex));
  const head = signatureText(whole, text, whole.startIndex, found.body?.startIndex ?? whole.endIndex);
  return [...decorators, head.replace(/ ?[=;,{(]$/, '')].join(' ');
}

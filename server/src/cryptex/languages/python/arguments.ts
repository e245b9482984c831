/** The arguments of a call in Python code. */
import type { SyntaxNode } from 'tree-sitter';
import { stringValue } from './literals.ts';

export interface Arguments {
  readonly positional: readonly SyntaxNode[];
  readonly named: ReadonlyMap<string, SyntaxNode>;
}

export function argumentsOf(call: SyntaxNode): Arguments {
  const positional: SyntaxNode[] = [];
  const named = new Map<string, SyntaxNode>();
  for (const argument of call.childForFieldName('arguments')?.namedChildren ?? []) {
    const name = argument.type === 'keyword_argument' ? argument.childForFieldName('name')?.text : undefined;
    const value = argument.childForFieldName('value');
    if (name !== undefined && value) named.set(name, value);
    else if (argument.type !== 'comment') positional.push(argument);
  }
  return { positional, named };
}

/** `run` of `a.b.run(…)`. */
export function calledName(call: SyntaxNode): string | undefined {
  const called = call.childForFieldName('function');
  return called?.type === 'attribute' ? called.childForFieldName('attribute')?.text : called?.text;
}

/** `a.b` of `a.b.run(…)`. */
export function receiverOf(call: SyntaxNode): SyntaxNode | undefined {
  const called = call.childForFieldName('function');
  return (called?.type === 'attribute' ? called.childForFieldName('object') : undefined) ?? undefined;
}

/** The function around a node, or the file. */
export function functionAround(node: SyntaxNode): SyntaxNode {
  let at = node.parent ?? node;
  while (at.type !== 'function_definition' && at.parent) at = at.parent;
  return at;
}

export function stringsOf(nodes: readonly SyntaxNode[]): string[] {
  return nodes.map(stringValue).filter((value) => value !== undefined);
}

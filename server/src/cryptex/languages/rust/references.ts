/** What the names in Rust code refer to, as far as its own file tells. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind } from '../../../protocol/cryptex.ts';
import { typeNameOf } from './types.ts';

export function referenceNameOf(kind: ReferenceKind, node: SyntaxNode): string | undefined {
  switch (kind) {
    case 'call':
      return node.parent?.type === 'token_tree' ? tokenCall(node) : callName(node);
    case 'value':
      return valueName(node);
    case 'type':
      return typeName(node);
    case 'include':
      return usedPath(node);
    case 'rule':
      return undefined;
  }
}

/** Of every program, and so of no interest; constructors of enums that read as calls. */
const prelude = new Set(['Self', 'Option', 'Result', 'Vec', 'String', 'Box', 'Some', 'None', 'Ok', 'Err']);

function callName(node: SyntaxNode): string | undefined {
  if (node.type !== 'field_identifier') return path(node.text, node);
  const type = node.parent?.childForFieldName('value')?.text === 'self' ? implType(node) : undefined;
  return ownMethod(type, node.text, node) ?? node.text;
}

/** Where the file gives the type such a method. */
function ownMethod(type: string | undefined, method: string, node: SyntaxNode): string | undefined {
  const name = `${type ?? ''}::${method}`;
  return namesOf(node).methods.has(name) ? name : undefined;
}

/** Without type arguments, with the type that `Self` stands for, and from the crate or module on that it begins with. */
function path(written: string, node: SyntaxNode): string | undefined {
  let plain = written.replace(/\s+/g, '');
  // Type arguments may hold others.
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/(::)?<[^<>]*>/g, '');
  }
  if (!/^(::)?\w+(::\w+)*$/.test(plain)) return /\w+$/.exec(plain)?.[0];
  const name = plain.replace(/^::/, '').replace(/^((crate|self|super)::)+/, '');
  if (prelude.has(name)) return undefined;
  const type = name.startsWith('Self::') ? implType(node) : undefined;
  return type === undefined ? name : `${type}${name.slice(4)}`;
}

function tokenCall(node: SyntaxNode): string | undefined {
  if (!node.nextSibling?.text.startsWith('(') || isInAttribute(node)) return undefined;
  let start: SyntaxNode = node;
  while (start.previousSibling?.type === '::' && start.previousSibling.previousSibling)
    start = start.previousSibling.previousSibling;
  const type =
    start.previousSibling?.text === '.' && start.previousSibling.previousSibling?.text === 'self'
      ? implType(node)
      : undefined;
  const own = ownMethod(type, node.text, node);
  if (own !== undefined) return own;
  let written = '';
  for (let at: SyntaxNode | null = start; at && at.startIndex <= node.startIndex; at = at.nextSibling)
    written += at.text;
  return path(written, node);
}

function isInAttribute(node: SyntaxNode): boolean {
  let at = node.parent;
  while (at?.type === 'token_tree') at = at.parent;
  return at?.type === 'attribute';
}

function valueName(node: SyntaxNode): string | undefined {
  const last = node.type === 'scoped_identifier' ? (node.childForFieldName('name')?.text ?? '') : node.text;
  // Constants and variants of enums are spelled in capitals.
  if (/^[A-Z]/.test(last)) return undefined;
  if (node.type === 'scoped_identifier') return path(node.text, node);
  return namesOf(node).functions.has(last) && !isLocal(node) ? last : undefined;
}

/** Whether a parameter or variable of the function around has its name. */
function isLocal(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type !== 'function_item' && at.type !== 'closure_expression') continue;
    const bound = at
      .descendantsOfType(['parameter', 'let_declaration'])
      .map((each) => each.childForFieldName('pattern')?.text);
    return bound.some((pattern) => pattern?.replace(/^mut /, '') === node.text);
  }
  return false;
}

function typeName(node: SyntaxNode): string | undefined {
  const parent = node.parent;
  if (!parent || prelude.has(node.text)) return undefined;
  if (parent.childForFieldName('name')?.id === node.id)
    return parent.type === 'scoped_type_identifier' ? path(parent.text, node) : undefined;
  return /^[A-Z]\w?$/.test(node.text) && isTypeParameter(node) ? undefined : node.text;
}

function isTypeParameter(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const parameters = at.childForFieldName('type_parameters')?.descendantsOfType('type_identifier') ?? [];
    if (parameters.some(({ text }) => text === node.text)) return true;
  }
  return false;
}

/** With the paths of the lists around it: `std::io::Read` of `use std::{io::{Read}}`. */
function usedPath(node: SyntaxNode): string {
  const used = node.type === 'use_as_clause' ? (node.childForFieldName('path') ?? node) : node;
  let whole = used.type === 'self' ? '' : used.text;
  for (let at = node.parent; at; at = at.parent) {
    const prefix = at.type === 'scoped_use_list' ? at.childForFieldName('path')?.text : undefined;
    if (prefix !== undefined) whole = whole === '' ? prefix : `${prefix}::${whole}`;
  }
  return whole.replace(/\s+/g, '');
}

function implType(node: SyntaxNode): string | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'trait_item') return at.childForFieldName('name')?.text;
    const type = at.type === 'impl_item' ? at.childForFieldName('type') : undefined;
    if (type) return typeNameOf(type);
  }
  return undefined;
}

interface FileNames {
  /** Defined or imported by it. */
  readonly functions: ReadonlySet<string>;
  /** `Type::method` of its impls and traits. */
  readonly methods: ReadonlySet<string>;
}

const cache = new WeakMap<object, FileNames>();

function namesOf(node: SyntaxNode): FileNames {
  let names = cache.get(node.tree);
  if (!names) cache.set(node.tree, (names = readNames(node.tree.rootNode)));
  return names;
}

function readNames(root: SyntaxNode): FileNames {
  const functions = new Set<string>();
  const methods = new Set<string>();
  for (const item of root.descendantsOfType(['function_item', 'function_signature_item'])) {
    const name = item.childForFieldName('name')?.text;
    if (name === undefined) continue;
    const list = item.parent?.type === 'declaration_list' ? item.parent.parent : undefined;
    const type = list?.type === 'impl_item' || list?.type === 'trait_item' ? implType(item) : undefined;
    if (type === undefined) functions.add(name);
    else methods.add(`${type}::${name}`);
  }
  for (const used of root.descendantsOfType('use_declaration'))
    for (const [name] of used.text.matchAll(/\b[a-z]\w*(?=\s*[,;}])/g)) functions.add(name);
  return { functions, methods };
}

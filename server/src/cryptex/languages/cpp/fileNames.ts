/** What a file of C++ says of names that are used or defined elsewhere in it. */
import type { SyntaxNode } from 'tree-sitter';
import { declaredName, spelled, withoutArguments } from './names.ts';

export interface FileNames {
  readonly namespaces: ReadonlySet<string>;
  /** `Class::method`, of what its classes declare and of what is defined outside of them. */
  readonly methods: ReadonlySet<string>;
  /** Those of them that their classes keep from others. */
  readonly hidden: ReadonlySet<string>;
}

const cache = new WeakMap<object, FileNames>();

export function namesOf(node: SyntaxNode): FileNames {
  let names = cache.get(node.tree);
  if (!names) cache.set(node.tree, (names = read(node.tree.rootNode)));
  return names;
}

function read(root: SyntaxNode): FileNames {
  const namespaces = new Set<string>();
  for (const each of root.descendantsOfType(['namespace_definition', 'namespace_alias_definition'])) {
    const name = each.childForFieldName('name')?.text.split('::').at(-1)?.trim();
    if (name !== undefined) namespaces.add(name);
  }
  const methods = new Set<string>();
  const hidden = new Set<string>();
  for (const holder of root.descendantsOfType(['class_specifier', 'struct_specifier', 'union_specifier'])) {
    const body = holder.childForFieldName('body');
    const name = holder.childForFieldName('name');
    if (body && name) readMembers(withoutArguments(name.text) ?? '', holder, body, methods, hidden);
  }
  for (const { type, parent } of root.descendantsOfType('qualified_identifier')) {
    const declarator = type === 'qualified_identifier' && parent?.type === 'function_declarator' ? parent : undefined;
    const named = declarator && declaredName(declarator);
    const around = named?.scope.at(-1);
    if (named && around) methods.add(`${withoutArguments(around.text) ?? ''}::${spelled(named)}`);
  }
  return { namespaces, methods, hidden };
}

function readMembers(name: string, holder: SyntaxNode, body: SyntaxNode, methods: Set<string>, hidden: Set<string>) {
  const tail = name.split('::').at(-1) ?? name;
  let isHidden = holder.type === 'class_specifier';
  for (const member of body.namedChildren) {
    if (member.type === 'access_specifier') isHidden = !member.text.startsWith('public');
    const bare = member.type === 'template_declaration' ? (member.lastNamedChild ?? member) : member;
    if (!/^(field_declaration|declaration|function_definition)$/.test(bare.type)) continue;
    const declarator = bare.childForFieldName('declarator');
    const named = declarator && isFunction(declarator) ? declaredName(declarator) : undefined;
    if (!named) continue;
    const method = `${tail}::${spelled(named)}`;
    methods.add(method);
    if (isHidden) hidden.add(method);
  }
}

function isFunction(declarator: SyntaxNode): boolean {
  let at: SyntaxNode | null = declarator;
  while (at && /^(pointer|reference|parenthesized)_declarator$/.test(at.type))
    at = at.childForFieldName('declarator') ?? at.lastNamedChild;
  return at?.type === 'function_declarator' || at?.type === 'operator_cast';
}

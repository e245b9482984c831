/** Where a definition of C++ belongs to: namespaces, classes, and the access that they grant. */
import type { SyntaxNode } from 'tree-sitter';
import type { EntryKind, Visibility } from '../../../protocol/cryptex.ts';
import type { FoundDefinition } from '../language.ts';
import { namesOf } from './fileNames.ts';
import { definedName, spelled, withoutArguments } from './names.ts';

/** Namespaces between a definition and the one around it, and what qualifies its name; without those that have no name. */
export function scopeOf(found: FoundDefinition): readonly string[] {
  const { node, outer } = found;
  const namespaces: string[] = [];
  const around = outer.at(-1)?.node.startIndex ?? -1;
  for (let at = node.parent; at && at.startIndex > around; at = at.parent) {
    if (at.type !== 'namespace_definition') continue;
    const name = at.childForFieldName('name')?.text.replace(/\s+/g, '');
    if (name !== undefined) namespaces.unshift(...name.split('::').filter((part) => part !== 'inline'));
  }
  return [...namespaces, ...qualifiers(found)];
}

function qualifiers({ node, nameNode }: FoundDefinition): string[] {
  const scope = nameNode ? (definedName(node, nameNode)?.scope ?? []) : [];
  return scope.flatMap((part) => withoutArguments(part.text) ?? []);
}

/** A function whose name is qualified is a method, unless the file has a namespace of that name. */
export function kindOf(found: FoundDefinition): EntryKind {
  const { kind, node } = found;
  const scope = kind === 'function' && node.type === 'function_definition' ? qualifiers(found).at(-1) : undefined;
  return scope === undefined || namesOf(node).namespaces.has(scope) ? kind : 'method';
}

/** What a class says of its member; what is in an anonymous namespace is only seen in its file. */
export function visibilityOf(found: FoundDefinition, head: string): Visibility {
  const { node, nameNode, outer } = found;
  const around = outer.at(-1);
  if (around?.kind === 'function' || around?.kind === 'method') return 'private';
  if (around) return accessTo(node, around.node) === 'private' ? 'private' : visibilityOf(around, '');
  if (isInAnonymous(node)) return 'file';
  const scope = qualifiers(found);
  if (scope.length === 0) return /\bstatic\b/.test(head) ? 'file' : 'public';
  const declared = nameNode ? definedName(node, nameNode) : undefined;
  const method = `${scope.at(-1) ?? ''}::${declared ? spelled(declared) : ''}`;
  return namesOf(node).hidden.has(method) ? 'private' : 'public';
}

/** By the last word of access before the member; those of a class are private without one. */
function accessTo(member: SyntaxNode, holder: SyntaxNode): 'public' | 'private' {
  let at: SyntaxNode = member;
  while (at.parent && at.parent.type !== 'field_declaration_list') at = at.parent;
  for (let before = at.previousNamedSibling; before; before = before.previousNamedSibling)
    if (before.type === 'access_specifier') return before.text.startsWith('public') ? 'public' : 'private';
  return holder.type === 'class_specifier' ? 'private' : 'public';
}

function isInAnonymous(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent)
    if (at.type === 'namespace_definition' && at.childForFieldName('name') === null) return true;
  return false;
}

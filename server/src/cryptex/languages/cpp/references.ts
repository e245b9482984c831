/** What the names in C++ code refer to, as far as its own file tells. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind } from '../../../protocol/cryptex.ts';
import { namesOf } from './fileNames.ts';
import { declaredName, withoutArguments } from './names.ts';

export function referenceNameOf(kind: ReferenceKind, node: SyntaxNode, text: string): string | undefined {
  const written = text.slice(node.startIndex, node.endIndex);
  switch (kind) {
    case 'include':
      return written.replace(/^[<"]|[>"]$/g, '').trim();
    case 'call':
      return callName(node, written);
    case 'value':
      // Names in capitals are constants and macros, not functions that are handed over.
      return /^[A-Z0-9_]+$/.test(written) ? undefined : withoutArguments(written);
    case 'type':
      return typeName(node);
    case 'rule':
      return undefined;
  }
}

/** With the class, where the call is one of the object itself and the file gives the class such a method. */
function callName(node: SyntaxNode, written: string): string | undefined {
  if (node.type === 'qualified_identifier') return withoutArguments(written);
  const field = node.parent?.type === 'template_method' ? node.parent.parent : node.parent;
  const isOfThis = field?.type === 'field_expression' && field.childForFieldName('argument')?.type === 'this';
  if (node.type === 'field_identifier' && !isOfThis) return written;
  const around = classAround(node);
  const own = around === undefined ? '' : `${around}::${written}`;
  return namesOf(node).methods.has(own) ? own : written;
}

/** Of the method that the code is in. */
function classAround(node: SyntaxNode): string | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (/^(class|struct|union)_specifier$/.test(at.type)) return tail(at.childForFieldName('name'));
    const declarator = at.type === 'function_definition' ? at.childForFieldName('declarator') : undefined;
    const scope = declarator ? declaredName(declarator)?.scope.at(-1) : undefined;
    if (scope) return tail(scope);
  }
  return undefined;
}

function tail(name: SyntaxNode | null | undefined): string | undefined {
  return name ? withoutArguments(name.text)?.split('::').at(-1) : undefined;
}

/** With its namespaces and classes; nothing for a parameter of a template, and for the name of what is defined. */
function typeName(node: SyntaxNode): string | undefined {
  let whole: SyntaxNode = node;
  if (whole.parent?.type === 'template_type') whole = whole.parent;
  while (whole.parent?.type === 'qualified_identifier' && whole.parent.childForFieldName('name')?.id === whole.id)
    whole = whole.parent;
  const parent = whole.parent;
  if (!parent || isDefined(whole, parent) || isParameter(node)) return undefined;
  return withoutArguments(whole.text);
}

function isDefined(name: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type.endsWith('_parameter_declaration')) return parent.type.includes('type_parameter');
  if (/^(class|struct|union|enum)_specifier$/.test(parent.type))
    return parent.childForFieldName('body') !== null && parent.childForFieldName('name')?.id === name.id;
  if (parent.type === 'alias_declaration') return parent.childForFieldName('name')?.id === name.id;
  if (parent.type === 'type_definition') return parent.childForFieldName('type')?.id !== name.id;
  return parent.type === 'pointer_declarator' || parent.type === 'concept_definition';
}

function isParameter(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const parameters = at.type === 'template_declaration' ? at.childForFieldName('parameters') : undefined;
    for (const each of parameters?.namedChildren ?? []) {
      if (!each.type.includes('type_parameter_declaration')) continue;
      const name = each.childForFieldName('name') ?? each.lastNamedChild;
      if (name?.text === node.text) return true;
    }
  }
  return false;
}

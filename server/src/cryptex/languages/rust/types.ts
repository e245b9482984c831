/** Types by their names, and the impls that methods stand in. */
import type { SyntaxNode } from 'tree-sitter';

/** The impl whose own list a function stands in. */
export function implOf(node: SyntaxNode): SyntaxNode | undefined {
  const list = node.parent;
  return list?.type === 'declaration_list' && list.parent?.type === 'impl_item' ? list.parent : undefined;
}

/** `S` of `S<T>`, of `&'a S` and of `dyn a::S`; another type as it is written. */
export function typeNameOf(type: SyntaxNode): string {
  switch (type.type) {
    case 'scoped_type_identifier':
      return type.childForFieldName('name')?.text ?? type.text;
    case 'generic_type':
    case 'reference_type':
    case 'pointer_type':
    case 'dynamic_type': {
      const inner = type.childForFieldName('type') ?? type.childForFieldName('trait');
      return inner ? typeNameOf(inner) : type.text;
    }
    default:
      return type.text.replace(/\s+/g, ' ');
  }
}

/** Names inside declarators. */
import type { SyntaxNode } from 'tree-sitter';

/** What is declared: `f` of `(*f(int a))(int)`; of `define_function(f)` the argument of the macro. */
export function nameInDeclarator(declarator: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode = declarator;
  for (;;) {
    if (at.type.endsWith('identifier') && at.type !== 'qualified_identifier') return at.isMissing ? undefined : at;
    const inner = at.childForFieldName('declarator') ?? at.lastNamedChild;
    if (!inner) return undefined;
    at = inner;
  }
}

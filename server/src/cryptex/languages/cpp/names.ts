/** Names of C++, in declarators and where they are used. */
import type { SyntaxNode } from 'tree-sitter';

const leaves: ReadonlySet<string> = new Set([
  'identifier',
  'field_identifier',
  'type_identifier',
  'destructor_name',
  'operator_name',
  'operator_cast',
]);

export interface DeclaredName {
  /** What is declared, without what qualifies it. */
  readonly node: SyntaxNode;
  /** What qualifies it: `a` and `B` of `a::B::f`. */
  readonly scope: readonly SyntaxNode[];
  /** What is declared is an operator that makes this type. */
  readonly cast?: SyntaxNode;
}

/** What a declarator, or the head of a class, names; undefined for what error recovery leaves. */
export function declaredName(declarator: SyntaxNode): DeclaredName | undefined {
  const scope: SyntaxNode[] = [];
  for (let at: SyntaxNode | null = declarator; at;) {
    if (leaves.has(at.type)) return at.isMissing ? undefined : { node: at, scope };
    if (at.type === 'qualified_identifier') {
      const around = at.childForFieldName('scope');
      if (around) scope.push(around);
      at = at.childForFieldName('name');
    } else if (at.type === 'template_function' || at.type === 'template_type' || at.type === 'template_method') {
      at = at.childForFieldName('name');
    } else {
      at = at.childForFieldName('declarator') ?? at.lastNamedChild;
    }
  }
  return undefined;
}

/**
 * What a definition defines. The grammar takes `A::operator int() {` outside of its class for a function `int` that
 * returns an `A::operator`.
 */
export function definedName(definition: SyntaxNode, nameNode: SyntaxNode): DeclaredName | undefined {
  const named = declaredName(nameNode);
  const type = definition.type === 'function_definition' ? definition.childForFieldName('type') : null;
  if (!named || type?.type !== 'qualified_identifier') return named;
  const cast = declaredName(type);
  return cast?.node.text === 'operator' ? { ...cast, cast: named.node } : named;
}

/** As the dictionary spells it: `operator==`, `operator const char*`, `~Scanner`. */
export function spelled({ node, cast }: DeclaredName): string {
  if (cast) return `${node.text} ${cast.text}`;
  const end = node.type === 'operator_cast' ? parametersOf(node)?.startIndex : undefined;
  return node.text
    .slice(0, end === undefined ? undefined : end - node.startIndex)
    .replace(/\s+/g, ' ')
    .replace(/^(operator) ?(?=[^\w ])/, '$1')
    .replace(/(?<=[^\w]) | (?=[^\w])/g, '')
    .trim();
}

function parametersOf(cast: SyntaxNode): SyntaxNode | undefined {
  let at = cast.childForFieldName('declarator');
  while (at && at.type !== 'abstract_function_declarator') at = at.childForFieldName('declarator') ?? at.lastNamedChild;
  return at?.childForFieldName('parameters') ?? undefined;
}

/** `std::sort` of `::std::sort<Iterator>`: without template arguments; undefined for what is no name. */
export function withoutArguments(written: string): string | undefined {
  let plain = written.replace(/\btemplate\s/g, '').replace(/\s+/g, '');
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/<[^<>]*>/g, '');
  }
  plain = plain.replace(/^::/, '');
  return /^~?\w+(::~?\w+)*$/.test(plain) ? plain : /\w+$/.exec(plain)?.[0];
}

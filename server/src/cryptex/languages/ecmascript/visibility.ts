/** Who sees a definition of JavaScript or TypeScript. */
import type { SyntaxNode } from 'tree-sitter';
import type { Visibility } from '../../../protocol/cryptex.ts';
import type { FoundDefinition } from '../language.ts';

export function visibilityOf(found: FoundDefinition): Visibility {
  const { node, nameNode, outer } = found;
  const around = outer.at(-1);
  if (around?.kind === 'function' || around?.kind === 'method') return 'private';
  if (around?.kind === 'class') return isHidden(node, nameNode) ? 'private' : 'public';
  if (isExported(node)) return 'public';
  if (around) return 'private';
  const exports = exportsOf(node.tree);
  return !exports.isModule || exports.names.has(topName(node) ?? '') ? 'public' : 'file';
}

function isHidden(node: SyntaxNode, nameNode: SyntaxNode | undefined): boolean {
  const modifier = node.namedChildren.find(({ type }) => type === 'accessibility_modifier')?.text;
  return modifier === 'private' || modifier === 'protected' || (nameNode?.text.startsWith('#') ?? false);
}

function isExported(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.type === 'export_statement') return true;
    if (at.type === 'statement_block' || at.type === 'class_body') return false;
    const left = at.type === 'assignment_expression' ? at.childForFieldName('left')?.text : undefined;
    if (left !== undefined && /^(module\.exports|exports|window|globalThis)\b/.test(left)) return true;
  }
  return false;
}

/** The variable, function or class that the definition is or is reached through. */
function topName(node: SyntaxNode): string | undefined {
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.type === 'assignment_expression') return /^\w+/.exec(at.childForFieldName('left')?.text ?? '')?.[0];
    if (/_declaration$|^variable_declarator$/.test(at.type)) {
      const name = at.childForFieldName('name')?.text;
      if (name !== undefined) return name;
    }
  }
  return undefined;
}

interface Exports {
  /** Whether the file is one at all: what a plain script defines is seen everywhere. */
  readonly isModule: boolean;
  readonly names: ReadonlySet<string>;
}

const cache = new WeakMap<object, Exports>();

function exportsOf(tree: SyntaxNode['tree']): Exports {
  let exports = cache.get(tree);
  if (!exports) cache.set(tree, (exports = readExports(tree.rootNode)));
  return exports;
}

/** Names in `export { a }`, `export default a`, `module.exports = { a }`, `exports.a = a`. */
function readExports(root: SyntaxNode): Exports {
  const names = new Set<string>();
  let isModule = false;
  for (const statement of root.namedChildren) {
    if (statement.type === 'import_statement') isModule = true;
    if (statement.type === 'export_statement') {
      isModule = true;
      for (const specifier of statement.descendantsOfType('export_specifier'))
        names.add(specifier.childForFieldName('name')?.text ?? '');
      const value = statement.childForFieldName('value');
      if (value?.type === 'identifier') names.add(value.text);
    }
    const assignment = statement.type === 'expression_statement' ? statement.firstNamedChild : undefined;
    if (
      assignment?.type === 'assignment_expression' &&
      /^(module\.)?exports\b/.test(assignment.childForFieldName('left')?.text ?? '')
    ) {
      isModule = true;
      const right = assignment.childForFieldName('right');
      if (right?.type === 'identifier') names.add(right.text);
      if (right?.type !== 'object') continue;
      for (const member of right.namedChildren) {
        const value = member.type === 'pair' ? member.childForFieldName('value') : member;
        if (value?.type.endsWith('identifier')) names.add(value.text);
      }
    }
  }
  return { isModule: isModule || /\brequire\s*\(/.test(root.text), names };
}

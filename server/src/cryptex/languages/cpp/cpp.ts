/** C++: what C has, classes with their methods, namespaces and templates. */
import type { SyntaxNode } from 'tree-sitter';
import type { Visibility } from '../../../protocol/cryptex.ts';
import { c, headText, signatureOf as cSignatureOf, startWithMacros } from '../c/c.ts';
import { docBefore } from '../c/docs.ts';
import { legible } from '../c/legible.ts';
import { isKeyword } from '../c/tokens.ts';
import { loadGrammar } from '../grammars.ts';
import type { DocComment, FoundDefinition, Language } from '../language.ts';
import { declaredName, definedName, spelled } from './names.ts';
import { cppNotation } from './notation.ts';
import { referenceNameOf } from './references.ts';
import { kindOf, scopeOf, visibilityOf as visibilityIn } from './scopes.ts';

/** With the head of its template, `extern "C"` before it, and macros, which the tree does not have. */
function extentOf({ node }: FoundDefinition, text: string): { startIndex: number; endIndex: number } {
  let start = node.type === 'compound_statement' ? (node.previousNamedSibling ?? node) : node;
  for (let at = start.parent; at && isHead(at, start); at = at.parent) start = at;
  return { startIndex: startWithMacros(text, start.startIndex), endIndex: node.endIndex };
}

function isHead({ type, endIndex }: SyntaxNode, inside: SyntaxNode): boolean {
  if (type === 'template_declaration') return true;
  return (type === 'linkage_specification' || type === 'friend_declaration') && endIndex === inside.endIndex;
}

/** Without what a constructor initializes. */
function signatureOf(found: FoundDefinition, text: string): string {
  const { node, body } = found;
  if (node.type === 'preproc_function_def') return cSignatureOf(found, text);
  const { startIndex, endIndex } = extentOf(found, text);
  const list = node.children.find(({ type }) => type === 'field_initializer_list');
  const head = headText(text.slice(startIndex, list?.startIndex ?? body?.startIndex ?? endIndex));
  return body?.type === 'try_statement' ? head.replace(/\s*\btry$/, '') : head;
}

function nameOf(found: FoundDefinition, text: string): string | undefined {
  const { node, nameNode } = found;
  if (node.type !== 'function_definition') {
    if (nameNode?.type === 'template_type' || nameNode?.type === 'qualified_identifier') {
      const named = declaredName(nameNode);
      return named && spelled(named);
    }
    return c.nameOf?.(found, text);
  }
  const named = nameNode && definedName(node, nameNode);
  if (!named || isStatement(found, named.node)) return undefined;
  return definedByMacro(found, named.node) ?? spelled(named);
}

/** A `catch` between directives, or the block behind a macro, reads as a constructor too. */
function isStatement({ node, outer }: FoundDefinition, name: SyntaxNode): boolean {
  if (name.type === 'identifier' && isKeyword(name.text)) return true;
  const around = outer.at(-1)?.kind;
  return (around === 'function' || around === 'method') && !node.childForFieldName('type');
}

/** `TEST(Suite, name) {` reads as a constructor outside of its class: the arguments name what is defined. */
function definedByMacro({ node, outer }: FoundDefinition, name: SyntaxNode): string | undefined {
  if (name.type !== 'identifier' || node.childForFieldName('type') || outer.length > 0) return undefined;
  const declarator = name.parent;
  if (declarator?.type !== 'function_declarator') return undefined;
  const given = declarator.childForFieldName('parameters')?.namedChildren.map(({ text }) => text) ?? [];
  const words = given.filter((each) => /^\w+$/.test(each));
  if (words[0] === undefined) return undefined;
  return /(^|_)TEST(_|$)/.test(name.text) && words.length === given.length ? words.join('_') : words[0];
}

function docOf(found: FoundDefinition, text: string): DocComment | undefined {
  return docBefore(text, extentOf(found, text).startIndex);
}

function visibilityOf(found: FoundDefinition, text: string): Visibility {
  const { node, body } = found;
  const isFunction = node.type === 'function_definition';
  return visibilityIn(found, isFunction ? text.slice(startWithMacros(text, node.startIndex), body?.startIndex) : '');
}

export const cpp: Language = {
  ...c,
  id: 'cpp',
  extensions: ['.cpp', '.cc', '.cxx', '.c++', '.hpp', '.hh', '.hxx', '.h++', '.ipp', '.inl', '.tpp'],
  grammar: () => loadGrammar('tree-sitter-cpp'),
  legible: (text) => legible(text, 'cpp'),
  separator: '::',
  nameOf,
  kindOf,
  scopeOf,
  extentOf,
  signatureOf,
  docOf,
  visibilityOf,
  referenceNameOf,
  notation: cppNotation,
};

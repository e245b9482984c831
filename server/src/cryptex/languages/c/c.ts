/** C: functions, structs, unions, enums and function-like macros. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind, Visibility } from '../../../protocol/cryptex.ts';
import { loadGrammar } from '../grammars.ts';
import type { DocComment, FoundDefinition, FoundModule, Language } from '../language.ts';
import { variantAt } from './conditionals.ts';
import { docBefore, fileDoc } from './docs.ts';
import { nameInDeclarator } from './names.ts';
import { cNotation } from './notation.ts';

/** A `typedef` gives a type its name; without one it is the tag. */
function nameOf({ node, nameNode }: FoundDefinition, text: string): string | undefined {
  if (!nameNode) return undefined;
  const name = node.type === 'function_definition' ? nameInDeclarator(nameNode) : nameNode;
  return name && text.slice(name.startIndex, name.endIndex);
}

function docOf({ node }: FoundDefinition, text: string): DocComment | undefined {
  return docBefore(text, node.startIndex);
}

function visibilityOf({ node, body }: FoundDefinition, text: string): Visibility {
  const head = node.type === 'function_definition' ? text.slice(node.startIndex, body?.startIndex) : '';
  return /\bstatic\b/.test(head) ? 'file' : 'public';
}

export function variantOf({ node }: FoundDefinition, text: string): string | undefined {
  return variantAt(node.tree, text, node.startIndex);
}

/** Names in capitals are constants and macros, not functions that are handed over. */
export function referenceNameOf(kind: ReferenceKind, node: SyntaxNode, text: string): string | undefined {
  const written = text.slice(node.startIndex, node.endIndex);
  if (kind === 'include') return written.replace(/^[<"]|[>"]$/g, '').trim();
  return kind === 'value' && /^[A-Z0-9_]+$/.test(written) ? undefined : written;
}

export function moduleOf(_root: SyntaxNode, text: string): FoundModule {
  return { kind: 'module', doc: fileDoc(text) };
}

export const c: Language = {
  id: 'c',
  extensions: ['.c', '.h'],
  grammar: () => loadGrammar('tree-sitter-c'),
  separator: '.',
  nameOf,
  docOf,
  visibilityOf,
  variantOf,
  referenceNameOf,
  moduleOf,
  notation: cNotation,
};

/** C: functions, structs, unions, enums and function-like macros. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind, Visibility } from '../../../protocol/cryptex.ts';
import { loadGrammar } from '../grammars.ts';
import type { DocComment, FoundDefinition, FoundModule, Language } from '../language.ts';
import { commandLinesOf } from './commandLine.ts';
import { variantAt } from './conditionals.ts';
import { docBefore, fileDoc } from './docs.ts';
import { legible } from './legible.ts';
import { withoutComments } from './lexer.ts';
import { nameInDeclarator } from './names.ts';
import { cNotation } from './notation.ts';

/** With the macros before it, which the tree does not have. */
export function extentOf({ node }: FoundDefinition, text: string): { startIndex: number; endIndex: number } {
  // The block behind the call of a macro: the call is the head of the definition.
  const start = node.type === 'compound_statement' ? (node.previousNamedSibling ?? node) : node;
  return { startIndex: startWithMacros(text, start.startIndex), endIndex: node.endIndex };
}

/** Words in capitals, and modifiers, before a declaration: on its line, or alone on the line above. */
export function startWithMacros(text: string, index: number): number {
  let start = index;
  for (let words = 0; words < 5; words += 1) {
    const before = text.slice(Math.max(0, start - 120), start);
    const [, word] =
      /(?<!\w)((?:_*[A-Z][A-Z0-9_]{2,}(?:\([^()\n]*\))?|static|extern|inline)[ \t]*(?:\r?\n)?[ \t]*)$/.exec(before) ??
      [];
    if (word === undefined) break;
    start -= word.length;
  }
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  // Part of a directive, an argument, another statement.
  return before.trim() === '' ? start : index;
}

/** Without the directives between its parts; of a macro, what comes before its text. */
export function signatureOf(found: FoundDefinition, text: string): string {
  const { node, body } = found;
  const { startIndex, endIndex } = extentOf(found, text);
  if (node.type === 'preproc_function_def') {
    const end = node.childForFieldName('parameters')?.endIndex ?? endIndex;
    return text
      .slice(startIndex, end)
      .replace(/\\\r?\n|\s+/g, ' ')
      .replace(/^#\s+/, '#');
  }
  return headText(text.slice(startIndex, body?.startIndex ?? endIndex));
}

/** What is before a body, in one line, without comments and directives. */
export function headText(head: string): string {
  return withoutComments(head)
    .replace(/^[ \t]*#[^\n]*/gm, '')
    .replace(/\\\r?\n|\s+/g, ' ')
    .replace(/(?<=[([]) | (?=[)\],;])/g, '')
    .replace(/[\s:=]+$/, '');
}

/** A `typedef` gives a type its name; without one it is the tag. */
function nameOf(found: FoundDefinition, text: string): string | undefined {
  const { node, nameNode } = found;
  if (!nameNode) return undefined;
  if (node.type.endsWith('_specifier') && node.parent?.type === 'type_definition') return undefined;
  const head = node.type === 'function_definition' ? headMacro(found, text) : undefined;
  if (head !== undefined) return nameInMacro(head, text);
  const name = node.type === 'function_definition' ? nameInDeclarator(nameNode) : nameNode;
  return name && text.slice(name.startIndex, name.endIndex);
}

/** The macro that is all that is before a body. */
function headMacro({ node, body }: FoundDefinition, text: string): string | undefined {
  const head = text.slice(node.startIndex, body?.startIndex);
  return /^[A-Z][A-Z0-9_]+(?=\s*$)/.exec(head)?.[0];
}

/** What the macro declares, where this file says what it stands for. */
function nameInMacro(macro: string, text: string): string | undefined {
  const definition = new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${macro}[ \\t]((?:\\\\\\r?\\n|[^\\n])*)`, 'm').exec(text);
  return definition?.[1] === undefined ? undefined : /(\w+)[\s\\]*\(/.exec(definition[1])?.[1];
}

function docOf(found: FoundDefinition, text: string): DocComment | undefined {
  return docBefore(text, extentOf(found, text).startIndex);
}

function visibilityOf({ node, body }: FoundDefinition, text: string): Visibility {
  const head =
    node.type === 'function_definition' ? text.slice(startWithMacros(text, node.startIndex), body?.startIndex) : '';
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
  legible: (text) => legible(text, 'c'),
  separator: '.',
  nameOf,
  extentOf,
  signatureOf,
  docOf,
  visibilityOf,
  variantOf,
  referenceNameOf,
  moduleOf,
  commandLinesOf,
  notation: cNotation,
};

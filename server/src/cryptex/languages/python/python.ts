/** Python: functions, classes and what their docstrings say. */
import type { SyntaxNode } from 'tree-sitter';
import { loadGrammar } from '../grammars.ts';
import type { FoundDefinition, FoundModule, Language } from '../language.ts';
import { commandLinesOf } from './commandLine.ts';
import { docstringOf, moduleDocstringOf } from './docstring.ts';
import { signatureText } from '../signature.ts';
import { pythonNotation } from './notation.ts';
import { referenceNameOf } from './references.ts';

/** With its decorators, and without the comments that follow its last statement. */
function extentOf({ node }: FoundDefinition): { startIndex: number; endIndex: number } {
  const start = node.parent?.type === 'decorated_definition' ? node.parent : node;
  return { startIndex: start.startIndex, endIndex: endOfCode(node) };
}

/** With decorators, and without the colon. */
function signatureOf({ node, body }: FoundDefinition, text: string): string {
  const start = node.parent?.type === 'decorated_definition' ? node.parent : node;
  const end = body?.startIndex ?? node.endIndex;
  return signatureText(start, text, start.startIndex, end).replace(/ ?:$/, '');
}

function endOfCode(node: SyntaxNode): number {
  let last = node;
  for (;;) {
    let child = last.lastChild;
    while (child?.type === 'comment') child = child.previousSibling;
    if (!child) return last.endIndex;
    last = child;
  }
}

/** By convention: a leading underscore, but not the names of Python's own protocols; what is in a function stays in it. */
function visibilityOf({ nameNode, outer }: FoundDefinition): 'public' | 'file' | 'private' {
  const around = outer.at(-1);
  if (around?.kind === 'function' || around?.kind === 'method') return 'private';
  const name = nameNode?.text ?? '';
  if (!name.startsWith('_') || /^__\w+__$/.test(name)) return 'public';
  return around === undefined ? 'file' : 'private';
}

/** A script runs when it is started as a program: it asks whether it was, or begins with `#!`. */
function moduleOf(root: SyntaxNode, text: string): FoundModule {
  const asksForMain = root.namedChildren.some(
    (child) => child.type === 'if_statement' && isMainTest(child.childForFieldName('condition')),
  );
  return { kind: asksForMain || text.startsWith('#!') ? 'script' : 'module', doc: moduleDocstringOf(root, text) };
}

function isMainTest(condition: SyntaxNode | null): boolean {
  return (
    condition !== null &&
    /^\(?\s*(__name__\s*==\s*(['"])__main__\2|(['"])__main__\3\s*==\s*__name__)/.test(condition.text)
  );
}

export const python: Language = {
  id: 'python',
  extensions: ['.py', '.pyw', '.pyi'],
  grammar: () => loadGrammar('tree-sitter-python'),
  separator: '.',
  extentOf,
  signatureOf,
  docOf: docstringOf,
  visibilityOf,
  referenceNameOf,
  moduleOf,
  commandLinesOf,
  notation: pythonNotation,
};

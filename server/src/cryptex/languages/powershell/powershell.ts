/** PowerShell: functions, filters, workflows, classes and enums of scripts and modules. */
import type { SyntaxNode } from 'tree-sitter';
import type { Visibility } from '../../../protocol/cryptex.ts';
import { loadGrammar } from '../grammars.ts';
import type { FoundDefinition, FoundModule, Language } from '../language.ts';
import { signatureText } from '../signature.ts';
import { commandLinesOf } from './commandLine.ts';
import { helpOfFile, helpOf } from './help.ts';
import { legible } from './legible.ts';
import { powershellNotation } from './notation.ts';
import { referenceNameOf } from './references.ts';

/** `global:`, `script:` and `private:` before a name say where it is seen. */
function nameOf({ nameNode }: FoundDefinition): string | undefined {
  return nameNode?.text.replace(/^\w+:/, '');
}

/** The head with the parameters, wherever these stand. */
function signatureOf(found: FoundDefinition, text: string): string {
  const { node, body } = found;
  const brace = node.children.find(({ type }) => type === '{');
  const head = signatureText(node, text, startOf(node, text), brace?.startIndex ?? node.endIndex);
  const parameters = body?.namedChildren.find(({ type }) => type === 'param_block');
  return parameters ? `${head} ${signatureText(parameters, text, parameters.startIndex, parameters.endIndex)}` : head;
}

/** The attributes of a class or enum stand on lines of their own above it. */
function startOf(node: SyntaxNode, text: string): number {
  if (node.type !== 'class_statement' && node.type !== 'enum_statement') return node.startIndex;
  let start = node.startIndex;
  for (;;) {
    const [above] = /(?<=^|\n)[ \t]*\[\w[^\r\n]*\]\s*$/.exec(text.slice(Math.max(0, start - 1000), start)) ?? [];
    if (above === undefined) return start;
    start -= above.trimStart().length;
  }
}

function visibilityOf(found: FoundDefinition, text: string): Visibility {
  const { node, nameNode, outer } = found;
  if (node.namedChildren.some(({ type, text }) => type === 'class_attribute' && /^hidden$/i.test(text)))
    return 'private';
  const around = outer.at(-1);
  if (around && around.kind !== 'class') return 'private';
  const scope = /^\w+(?=:)/.exec(nameNode?.text ?? '')?.[0].toLowerCase();
  if (scope === 'private') return 'private';
  if (scope === 'script') return 'file';
  return around || node.type !== 'function_statement' || isExported(nameOf(found) ?? '', node, text)
    ? 'public'
    : 'file';
}

const exported = new WeakMap<object, RegExp | undefined>();

/** A module exports all its functions, unless it tells which. */
function isExported(name: string, node: SyntaxNode, text: string): boolean {
  if (!exported.has(node.tree)) exported.set(node.tree, exportsOf(text));
  return exported.get(node.tree)?.test(name) ?? true;
}

/** The names and wildcards of `Export-ModuleMember`; undefined where there is none, or where it reckons them. */
function exportsOf(text: string): RegExp | undefined {
  const told = text.matchAll(/^[ \t]*Export-ModuleMember\b((?:[^\r\n]|(?<=[,`][ \t]*)\r?\n)*)/gim);
  const names: string[] = [];
  for (const [, given = ''] of told) {
    if (/[$(@]/.test(given)) return undefined;
    const [, list = given] = /-Function[ \t]+((?:[^-]|(?<=\w)-)*)/i.exec(given) ?? [];
    names.push(...(list.match(/[\w*?][\w*?-]*/g) ?? []));
  }
  if (names.length === 0) return undefined;
  const patterns = names.map((name) => name.replaceAll('*', '.*').replaceAll('?', '.'));
  return new RegExp(`^(?:${patterns.join('|')})$`, 'i');
}

/** A module is loaded for what it defines; a script is run, or dot-sourced. */
function moduleOf(root: SyntaxNode, text: string, path: string): FoundModule {
  return { kind: /\.psm1$/i.test(path) ? 'module' : 'script', doc: helpOfFile(root, text) };
}

export const powershell: Language = {
  id: 'powershell',
  extensions: ['.ps1', '.psm1'],
  grammar: () => loadGrammar('tree-sitter-powershell'),
  legible,
  separator: '.',
  nameOf,
  extentOf: ({ node }, text) => ({ startIndex: startOf(node, text), endIndex: node.endIndex }),
  signatureOf,
  docOf: helpOf,
  visibilityOf,
  referenceNameOf,
  moduleOf,
  commandLinesOf,
  notation: powershellNotation,
};

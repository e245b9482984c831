/** What the names in PowerShell code refer to. Names are compared without regard to case, as PowerShell does. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind } from '../../../protocol/cryptex.ts';

export function referenceNameOf(kind: ReferenceKind, node: SyntaxNode, text: string): string | undefined {
  const written = text.slice(node.startIndex, node.endIndex);
  switch (kind) {
    case 'call':
      return node.type === 'member_name' ? methodName(node, text) : commandName(node, written);
    case 'include':
      return node.type === 'comment' ? usedModule(written) : includedFile(node, written, text);
    case 'value':
      return functionValue(node, written);
    case 'type':
      if (node.type === 'generic_token') return createdType(node, written, text);
      // The first name of a class is its own.
      return node.type === 'simple_name' && node.previousNamedSibling === null ? undefined : typeName(written);
    case 'rule':
      return undefined;
  }
}

/** Built in: `%` and `?` stand for ForEach-Object and Where-Object. */
const signs = new Set(['%', '?']);

function operatorOf(name: SyntaxNode): string | undefined {
  const operator = name.previousSibling;
  return operator?.type === 'command_invokation_operator' ? operator.text : undefined;
}

function commandName(node: SyntaxNode, written: string): string | undefined {
  if (operatorOf(node) === '.' || isImport(written)) return undefined;
  const name = unquoted(written);
  if (signs.has(name) || !/^[\w.:\\/~-]+$/.test(name) || /^[\d.]+$/.test(name)) return undefined;
  return definedNames(node).get(name.toLowerCase()) ?? name;
}

function isImport(name: string): boolean {
  return /^(import-module|ipmo)$/i.test(name);
}

/** Of a method: with its class, where the class is named or is the one around. */
function methodName(node: SyntaxNode, text: string): string | undefined {
  const object = node.parent?.firstNamedChild;
  const name = text.slice(node.startIndex, node.endIndex);
  if (!object || !/^\w+$/.test(name)) return undefined;
  if (object.type === 'type_literal') {
    const type = text.slice(object.startIndex + 1, object.endIndex - 1).trim();
    return name.toLowerCase() === 'new' ? type : `${type}.${name}`;
  }
  if (object.type !== 'variable' || object.text.toLowerCase() !== '$this') return name;
  for (let at: SyntaxNode | null = node.parent; at; at = at.parent)
    if (at.type === 'class_statement') return `${at.firstNamedChild?.text ?? ''}.${name}`;
  return name;
}

function usedModule(comment: string): string | undefined {
  const [, used] = /^using[ \t]+(?:module|assembly|namespace)[ \t]+(.+)$/i.exec(comment) ?? [];
  if (used !== undefined) return path(unquoted(used.replace(/;.*/, '').trim()));
  const [, required] = /^#requires[ \t]+-modules?[ \t]+([\w.]+)/i.exec(comment) ?? [];
  return required;
}

function includedFile(node: SyntaxNode, written: string, text: string): string | undefined {
  if (operatorOf(node) === '.') {
    const file = unquoted(node.endIndex > node.startIndex ? written : '');
    return /\.psm?1$/i.test(file) ? path(file) : undefined;
  }
  if (!isImport(written)) return undefined;
  const given = node.nextNamedSibling?.namedChildren ?? [];
  let parameter = '-name';
  for (const argument of given) {
    if (argument.type === 'command_argument_sep') continue;
    const value = text.slice(argument.startIndex, argument.endIndex);
    if (argument.type === 'command_parameter') parameter = value.toLowerCase();
    else if (parameter === '-name' || parameter === '-force' || parameter === '-fullyqualifiedname')
      return /^[\w.$:\\/"'{}()-]+$/.test(value) ? path(unquoted(value)) : undefined;
  }
  return undefined;
}

/** A path that starts at the script's own folder is told from there. */
function path(written: string): string {
  return written.replaceAll('\\', '/').replace(/^\$(PSScriptRoot|\{PSScriptRoot\}|\(PSScriptRoot\))\//i, '');
}

function unquoted(written: string): string {
  return /^(["'])[^]*\1$/.test(written) ? written.slice(1, -1) : written;
}

function functionValue(node: SyntaxNode, written: string): string | undefined {
  if (node.type === 'variable') return /^\$(?:function:|\{function:)([\w-]+)\}?$/i.exec(written)?.[1];
  return definedNames(node).get(written.toLowerCase());
}

/** The first argument of `New-Object`, or the one for `-TypeName`. */
function createdType(node: SyntaxNode, written: string, text: string): string | undefined {
  const command = node.parent?.parent?.childForFieldName('command_name');
  if (!command || !/^new-object$/i.test(text.slice(command.startIndex, command.endIndex))) return undefined;
  let before = node.previousNamedSibling;
  while (before?.type === 'command_argument_sep') before = before.previousNamedSibling;
  const isTyped = before === null || /^-(typename|type|t)$/i.test(text.slice(before.startIndex, before.endIndex));
  return isTyped ? typeName(written) : undefined;
}

const builtinTypes = new Set(
  'string int int32 int64 uint32 uint64 long byte char bool boolean switch object void double float single decimal array hashtable datetime timespan guid regex xml scriptblock psobject pscustomobject psvariable ordered ref type uri version'.split(
    ' ',
  ),
);

function typeName(written: string): string | undefined {
  const name = /^\[?\s*([A-Za-z_][\w.]*)/.exec(written)?.[1];
  return name === undefined || builtinTypes.has(name.replace(/^system\./i, '').toLowerCase()) ? undefined : name;
}

const cache = new WeakMap<object, ReadonlyMap<string, string>>();

/** Functions of the file as they are spelled there, by their names in lower case. */
function definedNames(node: SyntaxNode): ReadonlyMap<string, string> {
  let names = cache.get(node.tree);
  if (!names) {
    const found = node.tree.rootNode.descendantsOfType('function_name').map(({ text }) => text.replace(/^\w+:/, ''));
    cache.set(node.tree, (names = new Map(found.map((name) => [name.toLowerCase(), name]))));
  }
  return names;
}

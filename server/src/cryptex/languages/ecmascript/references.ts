/** What the names in JavaScript and TypeScript code refer to, as far as their own file tells. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind } from '../../../protocol/cryptex.ts';

export function referenceNameOf(kind: ReferenceKind, node: SyntaxNode): string | undefined {
  switch (kind) {
    case 'call':
      return callName(node.parent?.childForFieldName('property')?.id === node.id ? node.parent : node);
    case 'value':
      return valueName(node);
    case 'type':
      return typeName(node);
    case 'include':
      return includedPath(node);
    case 'rule':
      return undefined;
  }
}

function includedPath(node: SyntaxNode): string | undefined {
  const called = node.parent?.parent?.childForFieldName('function');
  return called?.type === 'identifier' && called.text !== 'require' ? undefined : node.text.slice(1, -1);
}

function callName(node: SyntaxNode): string | undefined {
  if (node.type === 'super') return classAround(node)?.base;
  // An element of HTML is no component.
  if (node.parent?.type.startsWith('jsx_') && /^[a-z]/.test(node.text) && node.type === 'identifier') return undefined;
  if (node.type === 'identifier')
    return node.text === 'require' ? undefined : (namesOf(node).imported.get(node.text) ?? node.text);
  const method = node.childForFieldName('property')?.text ?? '';
  const object = node.childForFieldName('object');
  if (object?.type === 'this') {
    const around = classAround(node);
    return around?.methods.has(method) ? `${around.name}.${method}` : method;
  }
  if (object?.type === 'super') {
    const base = classAround(node)?.base;
    return base === undefined ? method : `${base}.${method}`;
  }
  return path(node.text) ?? method;
}

/** `a.b.c` where it consists of names only. */
function path(written: string): string | undefined {
  const plain = written.replace(/\s+|[?!](?=\.)/g, '');
  return /^[\w$]+(\.#?[\w$]+)*$/.test(plain) ? plain.replace(/\.prototype\./, '.') : undefined;
}

function valueName(node: SyntaxNode): string | undefined {
  const names = namesOf(node);
  if (node.type === 'member_expression') {
    const method = node.childForFieldName('property')?.text ?? '';
    const around = node.childForFieldName('object')?.type === 'this' ? classAround(node) : undefined;
    return around?.methods.has(method) ? `${around.name}.${method}` : undefined;
  }
  return names.callable.has(node.text) && !isLocal(node) ? (names.imported.get(node.text) ?? node.text) : undefined;
}

/** Whether it is a parameter of a function around it. */
function isLocal(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const parameters = at.childForFieldName('parameters') ?? at.childForFieldName('parameter');
    if (!parameters) continue;
    const names =
      parameters.type === 'identifier'
        ? [parameters]
        : parameters.descendantsOfType(['identifier', 'shorthand_property_identifier_pattern']);
    if (names.some(({ text, id }) => text === node.text && id !== node.id)) return true;
  }
  return false;
}

function typeName(node: SyntaxNode): string | undefined {
  const parent = node.parent;
  if (!parent) return undefined;
  const isName = parent.childForFieldName('name')?.id === node.id;
  // `generic_type` names its type, too.
  if (isName && parent.type !== 'generic_type') return undefined;
  if (parent.type === 'nested_type_identifier') return undefined;
  if (/^[A-Z]\w?$/.test(node.text) && isTypeParameter(node)) return undefined;
  return path(node.text);
}

function isTypeParameter(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const parameters = at.childForFieldName('type_parameters')?.namedChildren ?? [];
    if (parameters.some((parameter) => parameter.childForFieldName('name')?.text === node.text)) return true;
  }
  return false;
}

interface ClassNames {
  readonly name: string;
  readonly base: string | undefined;
  readonly methods: ReadonlySet<string>;
}

interface FileNames {
  /** Functions and classes that it defines, and what it imports. */
  readonly callable: ReadonlySet<string>;
  /** What an import calls otherwise, with its name there. */
  readonly imported: ReadonlyMap<string, string>;
  /** By the start of their bodies. */
  readonly classes: ReadonlyMap<number, ClassNames>;
}

function classAround(node: SyntaxNode): ClassNames | undefined {
  for (let at = node.parent; at; at = at.parent)
    if (at.type === 'class_body') return namesOf(node).classes.get(at.startIndex);
  return undefined;
}

const cache = new WeakMap<object, FileNames>();

function namesOf(node: SyntaxNode): FileNames {
  let names = cache.get(node.tree);
  if (!names) cache.set(node.tree, (names = readNames(node.tree.rootNode)));
  return names;
}

function readNames(root: SyntaxNode): FileNames {
  const callable = new Set<string>();
  const imported = new Map<string, string>();
  const classes = new Map<number, ClassNames>();
  const functions = [
    'function_declaration',
    'generator_function_declaration',
    'arrow_function',
    'function_expression',
    'class_declaration',
    'class',
  ];
  for (const node of root.descendantsOfType(functions)) {
    const holder = node.parent?.type === 'variable_declarator' ? node.parent : node;
    const name = holder.childForFieldName('name')?.text;
    if (name !== undefined) callable.add(name);
  }
  for (const specifier of root.descendantsOfType(['import_specifier', 'import_clause', 'namespace_import'])) {
    if (specifier.type !== 'import_specifier') {
      const name = specifier.namedChildren.find(({ type }) => type === 'identifier')?.text;
      if (name !== undefined) callable.add(name);
      continue;
    }
    const name = specifier.childForFieldName('name')?.text ?? '';
    const alias = specifier.childForFieldName('alias')?.text;
    callable.add(alias ?? name);
    if (alias !== undefined) imported.set(alias, name);
  }
  for (const body of root.descendantsOfType('class_body')) {
    const holder = body.parent;
    const name =
      (holder?.parent?.type === 'variable_declarator' ? holder.parent : holder)?.childForFieldName('name')?.text ?? '';
    const heritage = holder?.namedChildren.find(({ type }) => type === 'class_heritage')?.text;
    const members = body.namedChildren.map(
      (member) => (member.childForFieldName('name') ?? member.childForFieldName('property'))?.text,
    );
    classes.set(body.startIndex, {
      name,
      base: /^extends\s+([\w$.]+)/.exec(heritage ?? '')?.[1],
      methods: new Set(members.filter((member) => member !== undefined)),
    });
  }
  return { callable, imported, classes };
}

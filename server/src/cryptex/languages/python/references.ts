/** What the names in Python code refer to, as far as its own file tells. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind } from '../../../protocol/cryptex.ts';

interface FileNames {
  /** Of functions, classes and methods that the file defines, and what it imports. */
  readonly callable: ReadonlySet<string>;
  /** Names that imports give, with what they stand for. */
  readonly imported: ReadonlyMap<string, string>;
  /** By the start of a class. */
  readonly classes: ReadonlyMap<number, ClassNames>;
}

interface ClassNames {
  readonly qualifiedName: string;
  readonly methods: ReadonlySet<string>;
  readonly bases: readonly string[];
}

/**
 * The name that a reference goes by. Undefined for a value that is neither defined nor imported in the file, so no
 * function, and for types that every program has.
 */
export function referenceNameOf(kind: ReferenceKind, node: SyntaxNode): string | undefined {
  switch (kind) {
    case 'include':
      return includeName(node);
    case 'value':
      return valueName(node);
    case 'type':
      return builtinTypes.has(node.text) ? undefined : written(node);
    case 'call':
      return callName(node.parent?.childForFieldName('attribute')?.id === node.id ? node.parent : node);
    case 'rule':
      return undefined;
  }
}

const builtinTypes = new Set(
  'int str float bool bytes bytearray complex object dict list tuple set frozenset type None Any self'.split(' '),
);

function includeName(node: SyntaxNode): string | undefined {
  const module = node.parent?.type === 'aliased_import' ? node.parent.parent : node.parent;
  const from = module?.childForFieldName('module_name');
  if (!from || !/^\.+$/.test(from.text)) return node.text;
  return from.id === node.id ? undefined : from.text + node.text;
}

function callName(node: SyntaxNode): string | undefined {
  const names = namesOf(node);
  if (node.text === 'super') return undefined;
  if (node.type === 'attribute') {
    const object = node.childForFieldName('object');
    const method = node.childForFieldName('attribute')?.text;
    if (object && method !== undefined) {
      if (object.text === 'self' || object.text === 'cls')
        return methodName(enclosingClass(node, names), method, names);
      if (/^super\(.*\)$/.test(object.text)) return inheritedName(enclosingClass(node, names), method, names);
    }
  }
  return written(node);
}

/** Names and dots at the end of the expression, with what imports say that the first one is: `np.zeros` as `numpy.zeros`. */
function written(node: SyntaxNode): string | undefined {
  const { text } = node;
  const chain = /^[\w.\s]+$/.test(text) ? text.replace(/\s+/g, '') : /(?<=\.)\w+$/.exec(text)?.[0];
  if (chain === undefined) return undefined;
  const [first = '', ...rest] = chain.split('.');
  return [namesOf(node).imported.get(first) ?? first, ...rest].join('.');
}

function valueName(node: SyntaxNode): string | undefined {
  // Base classes are types.
  const holder = node.parent?.type === 'keyword_argument' ? node.parent.parent?.parent : node.parent?.parent;
  if (holder?.type === 'class_definition') return undefined;
  const names = namesOf(node);
  if (node.type === 'attribute') {
    const method = node.childForFieldName('attribute')?.text ?? '';
    const object = node.childForFieldName('object')?.text;
    const around = object === 'self' || object === 'cls' ? enclosingClass(node, names) : undefined;
    return around?.methods.has(method) ? `${around.qualifiedName}.${method}` : undefined;
  }
  return names.callable.has(node.text) && !isParameter(node) ? written(node) : undefined;
}

function isParameter(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type !== 'function_definition' && at.type !== 'lambda') continue;
    const names = at.childForFieldName('parameters')?.descendantsOfType('identifier') ?? [];
    if (names.some(({ text, endIndex }) => text === node.text && endIndex <= node.startIndex)) return true;
  }
  return false;
}

function enclosingClass(node: SyntaxNode, names: FileNames): ClassNames | undefined {
  for (let at = node.parent; at; at = at.parent)
    if (at.type === 'class_definition') return names.classes.get(at.startIndex);
  return undefined;
}

/** Of the class, or of a base class that the file defines. */
function methodName(around: ClassNames | undefined, method: string, names: FileNames): string {
  return around?.methods.has(method) ? `${around.qualifiedName}.${method}` : (inFile(around, method, names) ?? method);
}

function inheritedName(around: ClassNames | undefined, method: string, names: FileNames): string {
  const [base] = around?.bases ?? [];
  return (
    inFile(around, method, names) ?? (base !== undefined && around?.bases.length === 1 ? `${base}.${method}` : method)
  );
}

function inFile(
  around: ClassNames | undefined,
  method: string,
  names: FileNames,
  seen = new Set<string>(),
): string | undefined {
  for (const base of around?.bases ?? []) {
    if (seen.has(base)) continue;
    seen.add(base);
    const found = [...names.classes.values()].find(({ qualifiedName }) => qualifiedName === base);
    if (found?.methods.has(method)) return `${base}.${method}`;
    const further = inFile(found, method, names, seen);
    if (further !== undefined) return further;
  }
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
  const classes = new Map<number, ClassNames & { methods: Set<string> }>();
  for (const definition of root.descendantsOfType(['class_definition', 'function_definition'])) {
    const name = definition.childForFieldName('name')?.text;
    if (name === undefined) continue;
    callable.add(name);
    const around = outerDefinition(definition);
    if (around?.type === 'class_definition') classes.get(around.startIndex)?.methods.add(name);
    if (definition.type !== 'class_definition') continue;
    const bases = definition.childForFieldName('superclasses')?.namedChildren ?? [];
    classes.set(definition.startIndex, {
      qualifiedName: qualifiedNameOf(definition),
      methods: new Set(),
      bases: bases.filter(({ type }) => type === 'identifier' || type === 'attribute').map(({ text }) => text),
    });
  }
  for (const statement of root.descendantsOfType(['import_statement', 'import_from_statement'])) {
    for (const name of statement.childrenForFieldName('name')) {
      const alias = name.childForFieldName('alias')?.text;
      const original = name.childForFieldName('name')?.text ?? name.text;
      if (alias !== undefined) imported.set(alias, original);
      callable.add(alias ?? original);
    }
  }
  return { callable, imported, classes };
}

function outerDefinition(node: SyntaxNode): SyntaxNode | undefined {
  for (let at = node.parent; at; at = at.parent)
    if (at.type === 'class_definition' || at.type === 'function_definition') return at;
  return undefined;
}

function qualifiedNameOf(definition: SyntaxNode): string {
  const parts: string[] = [];
  for (let at: SyntaxNode | undefined = definition; at; at = outerDefinition(at))
    parts.unshift(at.childForFieldName('name')?.text ?? '');
  return parts.join('.');
}

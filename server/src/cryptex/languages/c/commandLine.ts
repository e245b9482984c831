/** Options that C and C++ code declares: strings of getopt, tables of getopt_long, and tables of options with their help. */
import type { SyntaxNode } from 'tree-sitter';
import type { CliOption } from '../../../protocol/cryptex.ts';
import type { FoundCommandLine } from '../language.ts';
import { toolName } from '../toolName.ts';

/**
 * A command line for each call of getopt and each table of options that no such call names. Tables are arrays of
 * `struct option` (getopt_long), `argp_option`, `GOptionEntry` and `poptOption`, and arrays whose elements are macros
 * with a letter and a name, such as `OPT_BOOLEAN('v', "verbose", &verbose, "print more")`.
 */
export function commandLinesOf(root: SyntaxNode, text: string, path: string): readonly FoundCommandLine[] {
  if (
    !/\bgetopt\w*\s*\(|\bstruct\s+(arg?p_)?option\b|\bOPT\w*\s*\(|\b(GOptionEntry|poptOption|argp_option)\b/i.test(text)
  )
    return [];
  const name = toolName(path);
  const tables = readTables(root);
  const found: FoundCommandLine[] = [];
  const used = new Set<string>();
  for (const call of root.descendantsOfType('call_expression')) {
    const called = call.childForFieldName('function')?.text ?? '';
    if (!/^getopt(_long(_only)?)?$/.test(called)) continue;
    const given = argumentsOf(call);
    const letters = lettersOf(stringOf(given[2]) ?? '');
    const table = given[3]?.text ?? '';
    used.add(table);
    const options = joined(letters, tables.get(table)?.options ?? []);
    if (options.length > 0) found.push({ name, node: functionAround(call), description: undefined, options });
  }
  for (const [table, { node, options }] of tables)
    if (!used.has(table) && options.length > 0) found.push({ name, node, description: undefined, options });
  return found;
}

interface Table {
  readonly node: SyntaxNode;
  readonly options: readonly CliOption[];
}

/** An option of getopt_long before its letter is known to be one. */
interface LongOption extends CliOption {
  readonly letter?: string;
}

function functionAround(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent && at.type !== 'function_definition') at = at.parent;
  return at;
}

/** `ab:c::`: a colon after a letter that takes a value, two where it may. */
function lettersOf(letters: string): CliOption[] {
  return [...letters.replace(/^[+:-]+/, '').matchAll(/([^:])(:*)/g)].map(([, letter = '', colons = '']) => ({
    names: [`-${letter}`],
    takesValue: colons !== '',
  }));
}

/** The long spelling beside the letter that means the same. */
function joined(letters: readonly CliOption[], long: readonly LongOption[]): CliOption[] {
  const rest = [...long];
  const options = letters.map((option) => {
    const at = rest.findIndex(({ letter }) => letter !== undefined && option.names.includes(`-${letter}`));
    const [same] = at === -1 ? [] : rest.splice(at, 1);
    return same
      ? { names: [...option.names, ...longNames(same)], takesValue: option.takesValue || same.takesValue }
      : option;
  });
  return [...options, ...rest.map((option) => ({ names: longNames(option), takesValue: option.takesValue }))];
}

function longNames(option: LongOption): string[] {
  return option.names.filter((name) => name.startsWith('--'));
}

function readTables(root: SyntaxNode): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  for (const declaration of root.descendantsOfType('declaration')) {
    const type = declaration.childForFieldName('type')?.text.replace(/\s+/g, ' ') ?? '';
    for (const declarator of declaration.childrenForFieldName('declarator')) {
      const value = declarator.type === 'init_declarator' ? declarator.childForFieldName('value') : undefined;
      if (value?.type !== 'initializer_list') continue;
      const name = declarator.childForFieldName('declarator')?.descendantsOfType('identifier')[0]?.text ?? '';
      const options = value.namedChildren.flatMap((entry) => entryOf(entry, type) ?? []);
      if (options.length > 0) tables.set(name, { node: declaration, options });
    }
  }
  return tables;
}

function entryOf(entry: SyntaxNode, type: string): LongOption | undefined {
  if (entry.type === 'call_expression') return macroEntry(entry);
  if (entry.type !== 'initializer_list') return undefined;
  const given = entry.namedChildren.filter(({ type: kind }) => kind !== 'comment').map(valueOf);
  const name = stringOf(given[0]);
  if (name === undefined || name === '') return undefined;
  if (/(^|\s)option$/.test(type)) {
    const has = given[1]?.text ?? '';
    const letter = charOf(given[3]);
    return {
      names: [`--${name}`],
      takesValue: /^(required_argument|optional_argument|[12])$/.test(has),
      ...(letter === undefined ? {} : { letter }),
    };
  }
  const letter = charOf(given[1]);
  const names = [...(letter === undefined ? [] : [`-${letter}`]), `--${name}`];
  if (type.endsWith('argp_option')) {
    const takesValue = given[2] !== undefined && !/^(0|NULL)$/.test(given[2].text);
    return withHelp(names, takesValue, stringOf(given[4]));
  }
  if (type.endsWith('GOptionEntry'))
    return withHelp(names, !/ARG_(NONE|CALLBACK)$/.test(given[3]?.text ?? ''), stringOf(given[5]));
  if (type.endsWith('poptOption'))
    return withHelp(names, !/ARG_(NONE|VAL)/.test(given[2]?.text ?? ''), stringOf(given[5]));
  return undefined;
}

/** `.name = "x"` counts as `"x"`: the fields stand in their order in all tables that we know. */
function valueOf(node: SyntaxNode): SyntaxNode {
  return node.type === 'initializer_pair' ? (node.childForFieldName('value') ?? node) : node;
}

/** `OPT_STRING('t', "tag", &tags, "print only …", "TAG")`, in that order or with the name first. */
function macroEntry(call: SyntaxNode): CliOption | undefined {
  const macro = call.childForFieldName('function')?.text ?? '';
  if (!/^\w*OPT\w*$/i.test(macro)) return undefined;
  const given = argumentsOf(call).filter(({ type }) => type !== 'ERROR');
  const letter = charOf(given[0]) ?? charOf(given[1]);
  const at = given.slice(0, 2).findIndex((argument) => argumentString(argument) !== undefined);
  const name = argumentString(given[at]);
  const names = [
    ...(letter === undefined ? [] : [`-${letter}`]),
    ...(name === undefined || name === '' ? [] : [`--${name}`]),
  ];
  if (names.length === 0) return undefined;
  const help = given
    .slice(at + 1)
    .map(argumentString)
    .find((text) => text !== undefined);
  return withHelp(names, !/BOOL|FLAG|SWITCH|HELP|VERSION|_BIT|COUNT/i.test(macro), help);
}

function withHelp(names: readonly string[], takesValue: boolean, help: string | undefined): CliOption {
  const told = help?.replace(/\s+/g, ' ').trim() ?? '';
  return { names: [...names], takesValue, ...(told === '' ? {} : { help: told }) };
}

/** A string, strings side by side, or one in a macro such as `_("…")`. */
function stringOf(node: SyntaxNode | undefined): string | undefined {
  if (!node) return undefined;
  switch (node.type) {
    case 'string_literal':
      return unescaped(node.text.replace(/^\w*"|"$/g, ''));
    case 'concatenated_string':
      return joinedStrings(node.namedChildren);
    case 'call_expression':
      return joinedStrings(argumentsOf(node));
    default:
      return undefined;
  }
}

/** Undefined where one of them is no string, and where there is none. */
function joinedStrings(nodes: readonly SyntaxNode[]): string | undefined {
  const parts = nodes.filter(({ type }) => type !== 'comment').map(stringOf);
  return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.join('') : undefined;
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  return call.childForFieldName('arguments')?.namedChildren.filter(({ type }) => type !== 'comment') ?? [];
}

/**
 * The string of an argument. `_T("a") _T("b")` is no C before the preprocessor has been there: the tree has the first
 * as an error before the second.
 */
function argumentString(node: SyntaxNode | undefined): string | undefined {
  const before = node?.previousNamedSibling;
  const said = stringOf(node);
  return before?.type === 'ERROR' && said !== undefined ? (joinedStrings(before.namedChildren) ?? '') + said : said;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' || sign === 't' ? ' ' : sign));
}

function charOf(node: SyntaxNode | undefined): string | undefined {
  return node?.type === 'char_literal' ? /^'\\?(.)'$/.exec(node.text)?.[1] : undefined;
}

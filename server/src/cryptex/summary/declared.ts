/** A sentence on what only declares: its fields, values, methods, options, contents. */
import type { SyntaxNode } from 'tree-sitter';
import type { CliOption } from '../../protocol/cryptex.ts';
import { mended } from '../pseudocode/check.ts';
import { capitalized, cutAtWord, listed, LONGEST, plural, shortCode } from './words.ts';

/** Fields of a struct, union or interface. */
const FIELDS = new Set([
  'field_declaration',
  'property_signature',
  'method_signature',
  'public_field_definition',
  'field_definition',
  'class_property_definition',
]);
/** Values of an enumeration. */
const VALUES = new Set(['enumerator', 'enum_variant', 'enum_assignment', 'property_identifier', 'enum_member']);
/** Methods of a class. */
const METHODS = new Set([
  'method_definition',
  'function_definition',
  'function_item',
  'function_signature_item',
  'abstract_method_signature',
  'class_method_definition',
]);
const MOST_LOOKED_AT = 400;

interface Members {
  readonly fields: readonly string[];
  readonly values: readonly string[];
  readonly methods: readonly string[];
}

/** The names of what stands directly in a body; more than a few hundred are not looked at. */
export function membersOf(body: SyntaxNode): Members {
  const fields: string[] = [];
  const values: string[] = [];
  const methods: string[] = [];
  for (const child of body.namedChildren.slice(0, MOST_LOOKED_AT)) {
    const member = child.childForFieldName('definition') ?? child;
    if (FIELDS.has(member.type)) {
      fields.push(...fieldNames(member));
    } else if (VALUES.has(member.type)) {
      values.push(nameOf(member));
    } else if (METHODS.has(member.type)) {
      methods.push(nameOf(member));
    } else if (member.type === 'expression_statement' && member.firstNamedChild?.type === 'assignment') {
      fields.push(member.firstNamedChild.childForFieldName('left')?.text ?? '');
    }
  }
  const said = (names: string[]): string[] => names.filter((name) => name !== '' && name.length < 60);
  return { fields: said(fields), values: said(values), methods: said(methods) };
}

/** `a, *b[2]` of one declaration of C are two fields. */
function fieldNames(member: SyntaxNode): string[] {
  const declarators = member.childrenForFieldName('declarator');
  return declarators.length > 0 ? declarators.map(lastIdentifier) : [nameOf(member)];
}

function nameOf(member: SyntaxNode): string {
  const named =
    member.childForFieldName('name') ??
    member.childForFieldName('property') ??
    member.childForFieldName('declarator') ??
    member.namedChildren.find(({ type }) => type === 'simple_name' || type === 'variable');
  return lastIdentifier(named ?? member);
}

function lastIdentifier(node: SyntaxNode): string {
  return (
    /([\p{L}_$#~][\p{L}\p{N}_$]*)\W*(?:\(.*)?$/su.exec(node.text.slice(0, 200).split(/[([:=]/)[0] ?? '')?.[1] ?? ''
  );
}

export function structSentence(kind: 'struct' | 'union', { fields, methods }: Members): string | undefined {
  if (fields.length === 0) {
    return methods.length === 0 ? undefined : `Has the methods ${listed(methods, 5, 'method')}.`;
  }
  return sentence(kind === 'union' ? 'Holds one of' : 'Holds', fields, kind === 'union' ? 'possibility' : 'field');
}

export function enumSentence({ values }: Members): string | undefined {
  return values.length === 0 ? undefined : sentence('Enumerates', values, 'value');
}

/** `bases` as the source writes them. */
export function classSentence({ fields, methods }: Members, bases: string): string | undefined {
  const extending = bases === '' ? '' : `Extends ${shortCode(bases, 48)}`;
  if (methods.length === 0) {
    return fields.length === 0
      ? extending === ''
        ? undefined
        : `${extending}.`
      : sentence(extending === '' ? 'Holds' : `${extending} by`, fields, 'field');
  }
  return sentence(
    extending === '' ? 'Has' : `${extending} by`,
    methods,
    'method',
    ` ${plural('method', methods.length)}`,
  );
}

export function macroSentence(value: string): string | undefined {
  const plain = mended(
    value
      .replace(/\\\r?\n/g, ' ')
      .replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ')
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim(),
  );
  return plain === '' ? 'Expands to nothing.' : `Expands to ${shortCode(plain, LONGEST - 14)}.`;
}

export function moduleSentence(names: readonly string[]): string {
  return names.length === 0 ? 'Defines nothing that has an entry.' : sentence('Defines', names, 'definition');
}

export function cliSentence(options: readonly CliOption[]): string {
  const names = options.map(({ names: [first = ''] }) => first);
  return names.length === 0 ? 'Takes no options.' : sentence('Takes', names, 'option');
}

/** `Holds a, b and 3 more fields.` with as many names as there is room for. */
function sentence(verb: string, names: readonly string[], noun: string, before = ''): string {
  const lead = before === '' ? verb : `${verb} the${before}`;
  for (let most = names.length; most > 1; most -= most > 12 ? 4 : 1) {
    const text = `${lead} ${listed(names, most, noun)}.`;
    if (text.length <= LONGEST) {
      return capitalized(text);
    }
  }
  return cutAtWord(capitalized(`${lead} ${listed(names, 1, noun)}`), LONGEST - 1) + '.';
}

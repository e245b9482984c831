/**
 * What libyara's messages are about. libyara gives a line and a sentence; this table gives the sentence a stable code
 * and says which part of the rule it speaks of, so that it can be shown there.
 *
 * The sentences are those of libyara 4.2 to 4.5 (compiler.c, parser.c, grammar.y, lexer.l and the hex and regex
 * parsers). Codes are documented in docs/diagnostics.md, one heading each; a test holds the two together.
 */

/** Where to look for the subject of a message. */
export interface Subject {
  /** Source texts that the subject can have. */
  readonly texts?: readonly string[];
  /** Types of the tree's nodes that it can be. Without `texts` any of them will do. */
  readonly types?: readonly string[];
  /** `line`: on the reported line, or the nearest place before it. `rule`: anywhere in the rule, first place first. */
  readonly within: 'line' | 'rule';
  /** The type of the node right around it. */
  readonly inside?: string;
  /** Which of several on the line: the first unless said otherwise; `ends` is the one that is over first. */
  readonly pick?: 'second' | 'last' | 'ends';
}

export interface MessageKind {
  readonly code: string;
  readonly pattern: RegExp;
  /** Said because the text can't be parsed: the tree has its own, better word on it. */
  readonly syntactic?: true;
  readonly subject: (groups: readonly string[]) => Subject;
}

const literalTypes = ['regex', 'hex_string', 'text_string', 'string_literal'];
const modifier = (): Subject => ({ types: ['pattern_modifier'], within: 'line' });
const line =
  (...types: string[]) =>
  (): Subject => ({ types, within: 'line' });
const quotedOn =
  (within: Subject['within'], ...types: string[]) =>
  (groups: readonly string[]): Subject => ({
    texts: groups,
    types,
    within,
  });
const duplicateOf =
  (type: string, inside?: string) =>
  ([name = '']: readonly string[]): Subject => ({
    texts: [name],
    types: [type],
    within: 'line',
    pick: 'second',
    ...(inside === undefined ? {} : { inside }),
  });
/** `$a` is `#a`, `@a` and `!a` where its matches are spoken of. */
const patternUse = ([name = '']: readonly string[]): Subject => ({
  texts: ['$', '#', '@', '!'].map((sigil) => sigil + name.slice(1)),
  within: 'line',
});
const declaration =
  (...types: string[]) =>
  ([name = '']: readonly string[]): Subject => ({
    texts: [name],
    types,
    within: 'rule',
  });

export const messageKinds: readonly MessageKind[] = [
  // Names
  {
    code: 'undefined-identifier',
    pattern: /^undefined identifier "(.*)"$/,
    subject: quotedOn('line', 'identifier', 'rule_wildcard'),
  },
  { code: 'undefined-pattern', pattern: /^undefined string "(.*)"$/, subject: patternUse },
  { code: 'unreferenced-pattern', pattern: /^unreferenced string "(.*)"$/, subject: declaration('pattern_identifier') },
  { code: 'duplicate-identifier', pattern: /^duplicated identifier "(.*)"$/, subject: duplicateOf('identifier') },
  {
    code: 'duplicate-pattern',
    pattern: /^duplicated string identifier "(.*)"$/,
    subject: duplicateOf('pattern_identifier', 'pattern_declaration'),
  },
  { code: 'duplicate-tag', pattern: /^duplicated tag identifier "(.*)"$/, subject: duplicateOf('tag') },
  {
    code: 'duplicate-meta',
    pattern: /^duplicated metadata identifier "(.*)"$/,
    subject: duplicateOf('identifier'),
  },
  {
    code: 'duplicate-loop-variable',
    pattern: /^duplicated loop identifier "(.*)"$/,
    subject: duplicateOf('identifier'),
  },
  {
    code: 'misplaced-anonymous-pattern',
    pattern: /^wrong use of anonymous string$/,
    subject: () => ({ texts: ['$', '#', '@', '!'], within: 'line' }),
  },
  {
    code: 'rule-matches-wildcard',
    pattern: /^rule identifier "(.*)" matches previously used wildcard rule set$/,
    subject: quotedOn('line', 'identifier'),
  },
  { code: 'not-a-structure', pattern: /^"(.*)" is not a structure$/, subject: quotedOn('line', 'identifier') },
  { code: 'not-indexable', pattern: /^"(.*)" is not an array or dictionary$/, subject: quotedOn('line', 'identifier') },
  { code: 'not-a-function', pattern: /^"(.*)" is not a function$/, subject: quotedOn('line', 'identifier') },
  { code: 'unknown-field', pattern: /^invalid field name "(.*)"$/, subject: quotedOn('line', 'identifier') },
  { code: 'wrong-usage', pattern: /^wrong usage of identifier "(.*)"$/, subject: quotedOn('line', 'identifier') },
  { code: 'not-iterable', pattern: /^identifier "(.*)" is not iterable$/, subject: quotedOn('line', 'identifier') },
  {
    code: 'wrong-arguments',
    pattern: /^wrong arguments for function "(.*)"$/,
    subject: quotedOn('line', 'identifier'),
  },
  // Modules and includes
  { code: 'unknown-module', pattern: /^unknown module "(.*)"$/, subject: line('import_statement') },
  { code: 'invalid-module-name', pattern: /^invalid module name "(.*)"$/, subject: line('import_statement') },
  {
    code: 'include-not-found',
    pattern: /^(?:callback failed to provide include resource|can't open include file): /,
    subject: line('include_statement'),
  },
  { code: 'include-cycle', pattern: /^includes? circular reference$/, subject: line('include_statement') },
  {
    code: 'include-depth',
    pattern: /^(?:includes depth exceeded|too many levels of included rules)$/,
    subject: line('include_statement'),
  },
  { code: 'include-disabled', pattern: /^includes are disabled$/, subject: line('include_statement') },
  // Types and values in conditions
  {
    code: 'wrong-type',
    pattern: /^wrong type "\w+" for (\S+) operator$/,
    subject: ([operator = '']) => ({ texts: [operator, ...(operatorWords[operator] ?? [])], within: 'line' }),
  },
  {
    code: 'wrong-type',
    pattern: /^strings don't support "(.*)" operation$/,
    subject: ([operator = '']) => ({ texts: [operator], within: 'line' }),
  },
  {
    code: 'wrong-type',
    pattern:
      /^(?:type mismatch|array indexes must be|dictionary keys must be|at expression must be|unknown type for argument)/,
    subject: () => ({
      types: ['index_expression', 'call_expression', 'binary_expression'],
      within: 'line',
      pick: 'ends',
    }),
  },
  {
    code: 'invalid-range',
    pattern: /^(?:invalid value in condition: ")?(?:wrong type for range's|range (?:lower|upper) bound)/,
    subject: line('range'),
  },
  {
    code: 'invalid-enumeration',
    pattern: /^(?:wrong type for enumeration item|enumerations must be)/,
    subject: line('for_in_expression'),
  },
  { code: 'loop-variables', pattern: /^(?:too many loop variables|iterator )/, subject: line('for_in_expression') },
  {
    code: 'loop-nesting',
    pattern: /^(?:loop nesting limit exceeded|'for <quantifier> of <string set>' loops can't be nested)$/,
    subject: () => ({ types: ['for_of_expression', 'for_in_expression'], within: 'line', pick: 'last' }),
  },
  { code: 'invalid-percentage', pattern: /^percentage must be/, subject: line('of_expression', 'for_of_expression') },
  {
    code: 'invalid-value',
    pattern: /^(?:invalid value in condition: |(?:string|regexp) in for_expression is invalid)/,
    subject: line('of_expression', 'for_of_expression', 'for_in_expression', 'binary_expression'),
  },
  { code: 'division-by-zero', pattern: /^division by zero$/, subject: () => ({ texts: ['\\', '%'], within: 'line' }) },
  {
    code: 'integer-overflow',
    pattern: /^integer overflow in "/,
    subject: line('binary_expression', 'integer_literal'),
  },
  // Patterns
  { code: 'empty-pattern', pattern: /^empty string "(.*)"$/, subject: quotedOn('line', 'pattern_identifier') },
  {
    code: 'invalid-hex',
    syntactic: true,
    pattern: /^invalid hex string "(.*?)": /,
    subject: line('hex_string'),
  },
  {
    code: 'invalid-regex',
    syntactic: true,
    pattern: /^invalid regular expression "(.*?)": /,
    subject: line('regex'),
  },
  {
    code: 'invalid-regex',
    pattern:
      /^(?:greedy and ungreedy quantifiers|repeat interval too large|bad repeat interval|backreferences are not allowed|bad character range|missing terminating ])/,
    subject: line('regex'),
  },
  { code: 'regex-too-large', pattern: /^regular expression is too (?:large|complex)$/, subject: line('regex') },
  {
    code: 'too-many-patterns',
    pattern: /^too many strings in rule "(.*)" \(limit: \d+\)$/,
    subject: declaration('identifier'),
  },
  {
    code: 'invalid-modifier',
    pattern:
      /^(?:invalid modifier combination: |can not specify multiple alphabets|duplicated modifier|invalid xor range|(?:lower|upper) bound for xor|xor lower bound|length of base64 alphabet)/,
    subject: modifier,
  },
  // Warnings
  { code: 'unknown-escape', pattern: /^unknown escape sequence$/, subject: line(...literalTypes) },
  {
    code: 'literal-in-boolean',
    pattern: /^using literal string ".*" in a boolean operation\.?$/is,
    subject: line('string_literal', 'text_string'),
  },
  {
    code: 'always-false',
    pattern: /^expression always false - requesting (-?\d+) of (-?\d+)/,
    subject: line('of_expression', 'for_of_expression'),
  },
  {
    code: 'patterns-at-offset',
    pattern: /^multiple strings at an offset is usually false/,
    subject: line('of_expression'),
  },
  {
    code: 'ambiguous-zero',
    pattern: /^consider using "none" keyword/,
    subject: line('of_expression', 'for_of_expression', 'for_in_expression'),
  },
  {
    code: 'deprecated-entrypoint',
    pattern: /^using deprecated "entrypoint" keyword/i,
    subject: () => ({ texts: ['entrypoint'], within: 'line' }),
  },
  { code: 'unbounded-regex', pattern: /^"?(\$\w*)"? contains \.\*/, subject: quotedOn('line', 'pattern_identifier') },
  {
    code: 'slow-pattern',
    pattern: /^string "(.*)" may slow down scanning/,
    subject: quotedOn('line', 'pattern_identifier'),
  },
  {
    code: 'slow-rule',
    pattern: /^rule (?:"(.*)" )?is slowing down scanning/,
    subject: () => ({ types: ['rule_name'], within: 'rule' }),
  },
  // The text itself
  {
    code: 'syntax',
    syntactic: true,
    pattern: /^syntax error, unexpected (.*?)(?:, expecting .*)?$/,
    subject: ([token = '']) => unexpected(token),
  },
  {
    code: 'syntax',
    syntactic: true,
    pattern:
      /^(?:syntax error|unterminated (?:string|regular expression)|illegal escape sequence|empty regular expression|malformed regular expression|non-ascii character|identifier too long|out of space in lex_buf|memory exhausted)/,
    subject: () => ({ within: 'line' }),
  },
];

/** The code of a sentence that no row knows: a newer libyara's, or an internal one. */
export const unknownMessage: MessageKind = { code: 'libyara', pattern: /^/, subject: () => ({ within: 'line' }) };

/** Operators that libyara names differently from how they are written. */
const operatorWords: Readonly<Record<string, readonly string[]>> = {
  and: ['and'],
  '/': ['\\'],
};

/** bison's names of tokens, as they stand in its messages, in the tree's terms. */
function unexpected(token: string): Subject {
  const types = tokenTypes[token];
  return types ? { types, within: 'line' } : { texts: [token.replace(/^[<"']+|[>"']+$/g, '')], within: 'line' };
}

const tokenTypes: Readonly<Record<string, readonly string[]>> = {
  identifier: ['identifier'],
  'string identifier': ['pattern_identifier', 'pattern_reference'],
  'string count': ['pattern_count'],
  'string offset': ['pattern_offset'],
  'string length': ['pattern_length'],
  'string identifier with wildcard': ['pattern_wildcard'],
  'integer number': ['integer_literal'],
  'floating point number': ['float_literal'],
  'integer function': ['integer_function'],
  'text string': ['text_string', 'string_literal'],
  'hex string': ['hex_string'],
  'regular expression': ['regex'],
};

/** @returns the row that a sentence belongs to, and what its groups caught. */
export function classify(text: string): { kind: MessageKind; groups: string[] } {
  for (const kind of messageKinds) {
    const match = kind.pattern.exec(text);
    if (match) {
      return { kind, groups: match.slice(1).map((group: string | undefined) => group ?? '') };
    }
  }
  return { kind: unknownMessage, groups: [] };
}

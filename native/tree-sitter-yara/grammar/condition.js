// Conditions: everything from `boolean_expression` down in libyara's grammar.y.

import { commaSep1 } from './helpers.js';

// The %left and %right lines of grammar.y, weakest first. It has no line for OF, AT and IN, whose
// operands are `primary_expression`s: they take in all arithmetic and stop at comparisons.
const PREC = {
  or: 1,
  and: 2,
  not: 3,
  equality: 4,
  relational: 5,
  of: 6,
  bitOr: 7,
  bitXor: 8,
  bitAnd: 9,
  shift: 10,
  additive: 11,
  multiplicative: 12,
  unary: 13,
};

const BINARY = [
  [PREC.or, ['or']],
  [PREC.and, ['and']],
  [
    PREC.equality,
    ['==', '!=', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith', 'iequals'],
  ],
  [PREC.relational, ['<', '<=', '>', '>=']],
  [PREC.bitOr, ['|']],
  [PREC.bitXor, ['^']],
  [PREC.bitAnd, ['&']],
  [PREC.shift, ['<<', '>>']],
  [PREC.additive, ['+', '-']],
  [PREC.multiplicative, ['*', '\\', '%']],
];

/**
 * A parenthesis or a bracket. When the condition ends before it, the scanner says so, and a MISSING
 * one takes its place: what is inside keeps its tree, however many are open. One error is enough
 * for all of them, and more would make skipping the lot the cheaper way.
 */
const closing = ($, bracket) =>
  choice(bracket, seq(bracket === ')' ? $._missing_parenthesis : $._missing_bracket, $._cut_off), $._cut_off_too);

export const conditionRules = {
  _missing_parenthesis: ($) => seq($._condition_end, choice(')', $._nothing)),
  _missing_bracket: ($) => seq($._condition_end, choice(']', $._nothing)),

  // grammar.y tells `expression` from `primary_expression`, that is booleans from values. Here they
  // are one: `true == 1` has a tree, and what is wrong with it is a matter of types.
  expression: ($) =>
    choice(
      $._reference,
      $.binary_expression,
      $.unary_expression,
      $.parenthesized_expression,
      $.of_expression,
      $.for_of_expression,
      $.for_in_expression,
      $.with_expression,
      $.at_expression,
      $.in_expression,
      $.pattern_reference,
      $.pattern_count,
      $.pattern_offset,
      $.pattern_length,
      $.integer_literal,
      $.float_literal,
      $.boolean_literal,
      $.string_literal,
      $.regex,
      $.filesize,
      $.entrypoint,
    ),

  binary_expression: ($) =>
    choice(
      ...BINARY.map(([precedence, operators]) =>
        prec.left(
          precedence,
          seq(
            field('left', $.expression),
            field('operator', operators.length > 1 ? choice(...operators) : operators[0]),
            field('right', $.expression),
          ),
        ),
      ),
      // The one operator whose right side is a literal of its own kind.
      prec.left(
        PREC.equality,
        seq(field('left', $.expression), field('operator', 'matches'), field('right', choice($.regex, $.placeholder))),
      ),
    ),

  unary_expression: ($) =>
    choice(
      prec(PREC.not, seq(field('operator', choice('not', 'defined')), field('operand', $.expression))),
      prec(PREC.unary, seq(field('operator', choice('-', '~')), field('operand', $.expression))),
    ),

  parenthesized_expression: ($) => seq('(', field('expression', $.expression), closing($, ')')),

  // ---- references: `identifier` of grammar.y -------------------------------------------------

  _reference: ($) =>
    choice(
      $.identifier,
      // YARA-X has made `with` a keyword; for libyara it is a name like any other.
      alias('with', $.identifier),
      $.member_expression,
      $.index_expression,
      $.call_expression,
    ),

  member_expression: ($) => seq(field('object', $._reference), '.', field('property', $.identifier)),

  index_expression: ($) => seq(field('object', $._reference), '[', field('index', $.expression), closing($, ']')),

  call_expression: ($) =>
    choice(
      seq(field('function', $._reference), field('arguments', $.argument_list)),
      seq(field('function', $.integer_function), field('arguments', alias($._one_argument, $.argument_list))),
    ),

  argument_list: ($) => seq('(', optional(commaSep1($.expression)), closing($, ')')),

  _one_argument: ($) => seq('(', $.expression, closing($, ')')),

  integer_function: (_) =>
    choice(...['int', 'uint'].flatMap((kind) => ['8', '16', '32', '8be', '16be', '32be'].map((width) => kind + width))),

  // ---- patterns in conditions ----------------------------------------------------------------

  pattern_reference: ($) => field('identifier', $.pattern_identifier),

  pattern_count: ($) =>
    seq(
      field('identifier', alias($._count_identifier, $.pattern_identifier)),
      optional(seq('in', field('range', $.range))),
    ),

  pattern_offset: ($) =>
    seq(
      field('identifier', alias($._offset_identifier, $.pattern_identifier)),
      optional(seq('[', field('index', $.expression), closing($, ']'))),
    ),

  pattern_length: ($) =>
    seq(
      field('identifier', alias($._length_identifier, $.pattern_identifier)),
      optional(seq('[', field('index', $.expression), closing($, ']'))),
    ),

  _count_identifier: (_) => /#[a-zA-Z0-9_]*/,
  _offset_identifier: (_) => /@[a-zA-Z0-9_]*/,
  _length_identifier: (_) => /![a-zA-Z0-9_]*/,

  at_expression: ($) =>
    prec.left(PREC.of, seq(field('pattern', $.pattern_reference), 'at', field('offset', $.expression))),

  in_expression: ($) => seq(field('pattern', $.pattern_reference), 'in', field('range', $.range)),

  range: ($) => seq('(', field('from', $.expression), '..', field('to', $.expression), closing($, ')')),

  // ---- quantifiers and sets ------------------------------------------------------------------

  of_expression: ($) =>
    prec.left(
      PREC.of,
      seq(
        field('quantifier', choice($.quantifier, $.expression, $.percentage)),
        'of',
        field('set', choice($._pattern_set, $.rule_set)),
        optional(choice(seq('at', field('at', $.expression)), seq('in', field('in', $.range)))),
      ),
    ),

  quantifier: (_) => choice('all', 'any', 'none'),

  percentage: ($) => prec(PREC.multiplicative, seq(field('value', $.expression), '%')),

  _pattern_set: ($) => choice($.them, $.pattern_set),

  them: (_) => 'them',

  pattern_set: ($) => seq('(', commaSep1(choice($.pattern_reference, $.pattern_wildcard)), closing($, ')')),

  pattern_wildcard: (_) => /\$[a-zA-Z0-9_]*\*/,

  rule_set: ($) => seq('(', commaSep1(choice($.rule_reference, $.rule_wildcard)), closing($, ')')),

  rule_reference: ($) => field('name', $.identifier),

  // Two tokens in lexer.l, unlike `$a*`.
  rule_wildcard: ($) => seq(field('prefix', $.identifier), '*'),

  // ---- loops ---------------------------------------------------------------------------------

  for_of_expression: ($) =>
    seq(
      'for',
      field('quantifier', choice($.quantifier, $.expression)),
      'of',
      field('set', $._pattern_set),
      ':',
      $._body,
    ),

  for_in_expression: ($) =>
    seq(
      'for',
      field('quantifier', choice($.quantifier, $.expression)),
      commaSep1(field('variables', $.identifier)),
      'in',
      field('iterable', choice($._reference, $.range, $.value_list)),
      ':',
      $._body,
    ),

  value_list: ($) => seq('(', commaSep1($.expression), closing($, ')')),

  _body: ($) => seq('(', field('body', $.expression), closing($, ')')),

  // ---- YARA-X --------------------------------------------------------------------------------

  with_expression: ($) =>
    // `for with x in …`: a quantifier of that name would be an exotic thing.
    prec(1, seq('with', commaSep1(field('declarations', $.with_declaration)), ':', $._body)),

  with_declaration: ($) => seq(field('name', $.identifier), '=', field('value', $.expression)),

  // ---- words ---------------------------------------------------------------------------------

  filesize: (_) => 'filesize',
  entrypoint: (_) => 'entrypoint',
};

// Regular expressions: re_grammar.y and re_lexer.l of libyara, between the slashes of lexer.l. The
// tokens are those of src/scanner.c: most depend on the character before or after (runs of literals,
// `{` as quantifier or as text, `-` in a class), and none may be taken for a token of a condition
// while tree-sitter recovers from an error.

import { rejected } from './externals.js';

const rejectedInRegex = ($) => [rejected($.regex_invalid, $._never_in_line), $._resume];

export const regexRules = {
  regex: ($) =>
    seq(
      '/',
      field('pattern', $._regex_alternatives),
      choice(
        seq(alias($._regex_close, '/'), optional(field('flags', $.regex_flags))),
        seq($._missing_slash, $._cut_off),
      ),
    ),

  _missing_slash: ($) =>
    seq($._unterminated, choice(alias($._regex_close, '/'), seq($._never_in_line, $._never_in_line))),

  _regex_alternatives: ($) => choice($.regex_alternation, $.regex_sequence),

  // `alternative` of re_grammar.y: only the first branch can't be empty.
  regex_alternation: ($) => seq($.regex_sequence, repeat1(seq(alias($._regex_or, '|'), optional($.regex_sequence)))),

  regex_sequence: ($) =>
    repeat1(
      choice(
        $._regex_atom,
        $.regex_repetition,
        // `^`, `$`, `\b` and `\B`, which can't be repeated.
        $.regex_anchor,
        ...rejectedInRegex($),
      ),
    ),

  regex_repetition: ($) => seq(field('operand', $._regex_atom), field('quantifier', $.regex_quantifier)),

  _regex_atom: ($) =>
    choice($.regex_literal, $.regex_any, $.regex_escape, $.regex_class_escape, $.regex_class, $.regex_group),

  regex_group: ($) => seq(alias($._regex_group_open, '('), $._regex_alternatives, alias($._regex_group_close, ')')),

  // A `]` right after the opening is a member of the class.
  regex_class: ($) =>
    seq(
      choice(alias($._regex_class_open, '['), alias($._regex_class_open_negated, '[^')),
      choice(alias($._regex_class_close, $.regex_class_literal), $._regex_class_item),
      repeat($._regex_class_item),
      alias($._regex_class_close, ']'),
    ),

  _regex_class_item: ($) =>
    choice(
      alias($._regex_class_run, $.regex_class_literal),
      $.regex_class_range,
      $.regex_escape,
      $.regex_class_escape,
      ...rejectedInRegex($),
    ),

  regex_class_range: ($) =>
    seq(field('from', $._regex_class_bound), alias($._regex_class_dash, '-'), field('to', $._regex_class_bound)),

  _regex_class_bound: ($) => choice(alias($._regex_class_char, $.regex_class_literal), $.regex_escape),
};

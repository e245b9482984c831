// Hex strings: hex_grammar.y and hex_lexer.l of libyara.

import { delimited, rejected } from './externals.js';

export const hexRules = {
  hex_string: ($) =>
    seq('{', choice(seq($._hex_tokens, delimited($, '}', $._missing_brace)), seq($._missing_brace, $._cut_off))),

  _missing_brace: ($) => seq($._unterminated, choice('}', seq($._never_in_hex, $._never_in_hex))),

  // `tokens` of hex_grammar.y: a jump is always between two bytes.
  _hex_tokens: ($) => seq($._hex_token, repeat(choice($._hex_token, $._hex_jumps))),

  _hex_jumps: ($) => seq(repeat1($.hex_jump), $._hex_token),

  _hex_token: ($) =>
    choice(
      $.hex_byte,
      $.hex_nibble,
      $.hex_wildcard,
      $.hex_not,
      $.hex_alternation,
      rejected($.hex_invalid, $._never),
      $._resume,
    ),

  // Weaker than numbers and names: while recovering from an error in a condition, `10` is a number.
  hex_byte: (_) => token(prec(-1, /[0-9a-fA-F]{2}/)),
  hex_nibble: (_) => token(prec(-1, /[0-9a-fA-F]\?|\?[0-9a-fA-F]/)),
  hex_wildcard: (_) => '??',

  // hex_lexer.l has no blank after the `~`, and no `~??`: the scanner makes them `hex_invalid`.
  hex_not: ($) => seq('~', field('operand', choice($.hex_byte, $.hex_nibble))),

  hex_jump: ($) =>
    seq(
      '[',
      choice(
        field('length', $._hex_number),
        seq(field('from', $._hex_number), '-', optional(field('to', $._hex_number))),
        '-',
      ),
      ']',
    ),

  _hex_number: ($) => alias($._decimal, $.integer_literal),

  hex_alternation: ($) => seq('(', $.hex_alternative, repeat(seq('|', $.hex_alternative)), ')'),

  hex_alternative: ($) => $._hex_tokens,
};

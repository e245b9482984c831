/**
 * YARA rules as libyara 4.5 accepts them (lexer.l, grammar.y, hex_grammar.y, re_grammar.y), and
 * `with` of YARA-X. Where the grammar is wider than libyara, a comment says so; it is never
 * narrower but for `include` paths, which end at the line here.
 */

import { delimited, externals, rejected } from './grammar/externals.js';
import { conditionRules } from './grammar/condition.js';
import { hexRules } from './grammar/hex.js';
import { regexRules } from './grammar/regex.js';

// Words that lexer.l never takes for a name, wherever they are.
const RESERVED = [
  ...['all', 'and', 'any', 'ascii', 'at', 'base64', 'base64wide', 'condition', 'contains'],
  ...['defined', 'endswith', 'entrypoint', 'false', 'filesize', 'for', 'fullword', 'global'],
  ...['icontains', 'iendswith', 'iequals', 'import', 'in', 'istartswith', 'matches', 'meta'],
  ...['nocase', 'none', 'not', 'of', 'or', 'private', 'rule', 'startswith', 'strings', 'them'],
  ...['true', 'wide', 'xor'],
  ...['int', 'uint'].flatMap((kind) => ['8', '16', '32', '8be', '16be', '32be'].map((width) => kind + width)),
];

export default grammar({
  name: 'yara',

  word: ($) => $.identifier,

  reserved: { global: (_) => RESERVED },

  externals,

  extras: ($) => [/[ \t\r\n]/, $.comment, $._probe],

  supertypes: ($) => [$.expression],

  rules: {
    // tree-sitter can reuse a rule that hasn't changed, but no run of rules: each `repeat` is made
    // anew, item by item, after any change, which takes 15 ms in a file of 7,700 rules. A node with
    // a token at each end it can reuse, so the scanner marks chunks of about 64 rules.
    source_file: ($) => seq(repeat(choice($._chunk, $._statement)), optional($._last_chunk)),

    _chunk: ($) => seq($._chunk_start, repeat1($._statement), $._chunk_end),

    _last_chunk: ($) => seq($._chunk_start, repeat1($._statement)),

    _statement: ($) => choice($.import_statement, $.include_statement, $.rule_declaration, $._resume),

    // ---- files and rules -----------------------------------------------------------------------

    import_statement: ($) => seq($._statement_start, 'import', field('module', choice($.string_literal, $._absent))),

    include_statement: ($) =>
      seq($._statement_start, 'include', field('path', choice(alias($.include_path, $.string_literal), $._absent))),

    rule_declaration: ($) =>
      seq(
        $._statement_start,
        repeat(field('modifiers', $.rule_modifier)),
        choice('rule', $._at_keyword),
        field('name', $.identifier),
        optional(seq(':', field('tags', $.tag_list))),
        choice(
          seq(
            '{',
            optional(field('meta', $.meta_section)),
            optional(field('strings', $.strings_section)),
            choice(
              seq(field('condition', $.condition_section), alias($._rule_close, '}')),
              seq(
                optional(field('condition', $.condition_section)),
                choice(seq($._rule_unfinished, choice(alias($._rule_close, '}'), $._nothing)), $._cut_off_too),
              ),
            ),
          ),
          $._absent,
        ),
      ),

    // What had to stand here is missing and the next statement begins, or the file ends.
    _absent: ($) => seq($._rule_unfinished, choice($.placeholder, $._nothing)),

    // Never there, see `rejected`. The words are here to be tokens, as `reserved` asks: the sections
    // begin with tokens of the scanner.
    _nothing: ($) => seq($._never, choice($._never, 'meta', 'strings', 'condition')),

    rule_modifier: (_) => choice('private', 'global'),

    tag_list: ($) => repeat1(alias($.identifier, $.tag)),

    // ---- meta ----------------------------------------------------------------------------------

    meta_section: ($) => seq(alias($._meta, 'meta'), ':', choice(repeat1($.meta_entry), $.placeholder)),

    meta_entry: ($) =>
      seq(
        field('name', $.identifier),
        choice(
          seq(
            '=',
            field(
              'value',
              choice($.string_literal, $.integer_literal, $.negative_integer, $.boolean_literal, $.placeholder),
            ),
          ),
          $.placeholder,
        ),
      ),

    negative_integer: ($) => seq('-', field('operand', $.integer_literal)),

    // ---- strings -------------------------------------------------------------------------------

    strings_section: ($) =>
      seq(alias($._strings, 'strings'), ':', choice(repeat1($.pattern_declaration), $.placeholder)),

    pattern_declaration: ($) =>
      seq(
        field('identifier', $.pattern_identifier),
        choice(
          seq(
            '=',
            field('value', choice(alias($.string_literal, $.text_string), $.hex_string, $.regex, $.placeholder)),
            repeat(field('modifiers', $.pattern_modifier)),
          ),
          $.placeholder,
        ),
      ),

    // grammar.y has a list for each kind of pattern (no `xor` on a regex, only `private` on hex);
    // here each modifier may follow each kind, so that the tree stays whole when one doesn't fit.
    pattern_modifier: ($) =>
      choice(
        field('name', choice('ascii', 'wide', 'nocase', 'fullword', 'private')),
        seq(
          field('name', 'xor'),
          optional(seq('(', field('from', $.integer_literal), optional(seq('-', field('to', $.integer_literal))), ')')),
        ),
        seq(
          field('name', choice('base64', 'base64wide')),
          optional(seq('(', field('alphabet', $.string_literal), ')')),
        ),
      ),

    ...hexRules,
    ...regexRules,

    // ---- condition -----------------------------------------------------------------------------

    condition_section: ($) =>
      choice(
        seq(
          alias($._condition, 'condition'),
          ':',
          choice(
            seq(field('expression', $.expression), optional($._condition_end)),
            seq($._condition_end, $.placeholder),
          ),
        ),
        // There is none, and the rule ends.
        seq($._condition_end, $.placeholder),
      ),

    ...conditionRules,

    // ---- what isn't there ---------------------------------------------------------------------

    // Stands as a MISSING node where something should be. U+FFFF is no character, so that no text
    // has it; tree-sitter takes the first token that fits, hence before all others.
    placeholder: (_) => '\uffff',

    // ---- words and literals --------------------------------------------------------------------

    identifier: (_) => /[a-zA-Z_][a-zA-Z0-9_]*/,

    // `$` alone is an anonymous pattern, and in a loop the pattern at hand.
    pattern_identifier: (_) => /\$[a-zA-Z0-9_]*/,

    // A size has no blank before its suffix, and hexadecimal and octal have none.
    integer_literal: ($) => choice(seq($._decimal, optional($.size_suffix)), $._hexadecimal, $._octal),

    _decimal: (_) => /[0-9]+/,
    _hexadecimal: (_) => /0x[0-9a-fA-F]+/,
    _octal: (_) => /0o[0-7]+/,

    float_literal: (_) => /[0-9]+\.[0-9]+/,

    boolean_literal: (_) => choice('true', 'false'),

    string_literal: ($) =>
      seq(
        '"',
        repeat(choice($._string_content, $.escape_sequence, rejected($.invalid_escape, $._never_in_line), $._resume)),
        $._string_end,
      ),

    _string_end: ($) => delimited($, alias($._string_close, '"'), $._missing_quote),

    _missing_quote: ($) =>
      seq($._unterminated, choice(alias($._string_close, '"'), seq($._never_in_line, $._never_in_line))),

    // The path of `include` has no escapes (`<include>` in lexer.l): backslashes are separators.
    include_path: ($) => seq('"', optional($._include_path_content), $._string_end),

    // A block comment that nothing closes reaches to the end of the file, for libyara too.
    comment: (_) =>
      token(choice(/\/\/([^\r\n]|\r+[^\r\n])*/, /\/\*([^*]|\*+[^*\/])*\*+\//, /\/\*([^*]|\*+[^*\/])*\**/)),
  },
});

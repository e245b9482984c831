// The tokens of src/scanner.c, in the order of its `enum Token`. Names that begin with `_` leave no
// node in the tree.

export const externals = ($) => [
  // Where one statement or section stops and the next starts. See "Recovery" in the README.
  $._statement_start,
  $._chunk_start,
  $._chunk_end,
  $._rule_unfinished,
  $._condition_end,
  $._rule_close,
  $._meta,
  $._strings,
  $._condition,

  // "text"
  $._string_content,
  $._string_close,
  $._include_path_content,
  $.escape_sequence,
  $.invalid_escape,

  // 10KB
  $.size_suffix,

  // { hex }
  $.hex_invalid,

  // /regex/
  $.regex_literal,
  $.regex_any,
  $.regex_quantifier,
  $.regex_escape,
  $.regex_class_escape,
  $.regex_anchor,
  $._regex_or,
  $._regex_group_open,
  $._regex_group_close,
  $._regex_close,
  $.regex_flags,
  $.regex_invalid,

  // [class]
  $._regex_class_open,
  $._regex_class_open_negated,
  $._regex_class_close,
  $._regex_class_run,
  $._regex_class_char,
  $._regex_class_dash,

  // Something ends without its delimiter: before the MISSING one, after it, and in place of the
  // delimiters around it that are cut off too.
  $._unterminated,
  $._cut_off,
  $._cut_off_too,

  // Emitted after a rejected token: the place where what it stands in goes on as before.
  $._resume,

  // The scanner never emits these. The `_never` tokens make an error certain;
  // `_at_keyword` tells the scanner that a statement was announced and its keyword is still to come;
  // `_probe`, an extra, has the scanner asked in every state; `_error_sentinel` is valid only while
  // tree-sitter recovers from an error.
  $._never,
  $._never_in_line,
  $._never_in_hex,
  $._at_keyword,
  $._probe,
  $._error_sentinel,
];

/**
 * A token that libyara rejects, kept as a node of its own inside an ERROR node. No input can get
 * past two `never` tokens, so an error is certain; the scanner answers the first with `_resume`,
 * which what surrounds the token accepts, so that the error holds this token and nothing else.
 */
export const rejected = (token, never) => seq(token, never, never);

/** The end of a literal that may be cut off; then its delimiter is a MISSING node. */
export const delimited = ($, delimiter, missing) => choice(delimiter, seq(missing, $._cut_off));

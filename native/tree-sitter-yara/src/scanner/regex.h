// The inside of a regex: `<regexp>` of lexer.l, and re_lexer.l.

#ifndef YARA_SCANNER_REGEX_H_
#define YARA_SCANNER_REGEX_H_

#include "common.h"

static inline bool at_regex_end(TSLexer *lexer) {
  return lexer->lookahead == '/' || at_line_end(lexer);
}

/** After `{`: is the rest of a quantifier ahead? As re_lexer.l: `{2}`, `{2,}`, `{ ,5}` isn't. */
static bool read_interval(TSLexer *lexer) {
  bool digits = false;
  while (is_digit(lexer->lookahead)) {
    advance(lexer);
    digits = true;
  }
  if (digits && lexer->lookahead == '}') {
    advance(lexer);
    return true;
  }
  while (lexer->lookahead == ' ') advance(lexer);
  if (lexer->lookahead != ',') return false;
  advance(lexer);
  while (lexer->lookahead == ' ') advance(lexer);
  while (is_digit(lexer->lookahead)) advance(lexer);
  if (lexer->lookahead != '}') return false;
  advance(lexer);
  return true;
}

static bool emit_quantifier(TSLexer *lexer, const bool *valid) {
  if (lexer->lookahead == '?') advance(lexer);
  return emit_here(lexer, valid[REGEX_QUANTIFIER] ? REGEX_QUANTIFIER : REGEX_INVALID);
}

static bool scan_regex_escape(TSLexer *lexer, bool in_class, bool class_escape) {
  advance(lexer);
  int32_t c = lexer->lookahead;
  if (at_line_end(lexer)) return emit_here(lexer, REGEX_INVALID);
  advance(lexer);
  lexer->mark_end(lexer);
  switch (c) {
    case 'w': case 'W': case 's': case 'S': case 'd': case 'D':
      return emit(lexer, class_escape ? REGEX_CLASS_ESCAPE : REGEX_ESCAPE);
    case 'b': case 'B':
      return emit(lexer, in_class ? REGEX_ESCAPE : REGEX_ANCHOR);
    case 'x':
      if (!is_hex(lexer->lookahead)) return emit(lexer, REGEX_INVALID);
      advance(lexer);
      if (!is_hex(lexer->lookahead)) return emit(lexer, REGEX_INVALID);
      advance(lexer);
      return emit_here(lexer, REGEX_ESCAPE);
    default:
      // Backreferences don't exist; in a class a digit is a character like the others.
      return emit(lexer, is_digit(c) && !in_class ? REGEX_INVALID : REGEX_ESCAPE);
  }
}

static bool scan_regex_class(TSLexer *lexer, const bool *valid) {
  if (at_line_end(lexer)) return emit_here(lexer, UNTERMINATED);
  if (lexer->lookahead == ']') {
    advance(lexer);
    return emit_here(lexer, REGEX_CLASS_CLOSE);
  }
  if (lexer->lookahead == '/') {
    advance(lexer);
    return emit_here(lexer, REGEX_CLOSE);
  }
  if (lexer->lookahead == '\\') return scan_regex_escape(lexer, true, valid[REGEX_CLASS_ESCAPE]);

  if (!valid[REGEX_CLASS_RUN]) {
    // In the midst of a range: the dash, then the upper bound.
    advance(lexer);
    return emit_here(lexer, valid[REGEX_CLASS_DASH] ? REGEX_CLASS_DASH : REGEX_CLASS_CHAR);
  }

  if (lexer->lookahead == '-' && valid[REGEX_CLASS_DASH]) {
    advance(lexer);
    lexer->mark_end(lexer);
    bool range = lexer->lookahead != ']' && !at_regex_end(lexer);
    return emit(lexer, range ? REGEX_CLASS_DASH : REGEX_CLASS_RUN);
  }

  for (bool first = true;; first = false) {
    lexer->mark_end(lexer);
    if (lexer->lookahead == ']' || lexer->lookahead == '\\' || at_regex_end(lexer)) break;
    advance(lexer);
    if (lexer->lookahead != '-') continue;
    if (first) lexer->mark_end(lexer);
    advance(lexer);
    if (lexer->lookahead != ']' && !at_regex_end(lexer)) {
      return emit(lexer, first ? REGEX_CLASS_CHAR : REGEX_CLASS_RUN);
    }
  }
  return emit(lexer, REGEX_CLASS_RUN);
}

static bool scan_regex(TSLexer *lexer, const bool *valid) {
  if (at_line_end(lexer)) return emit_here(lexer, UNTERMINATED);
  switch (lexer->lookahead) {
    case '/':
      advance(lexer);
      return emit_here(lexer, REGEX_CLOSE);
    case '\\':
      return scan_regex_escape(lexer, false, true);
    case '|':
      advance(lexer);
      return emit_here(lexer, valid[REGEX_OR] ? REGEX_OR : REGEX_INVALID);
    case ')':
      advance(lexer);
      return emit_here(lexer, valid[REGEX_GROUP_CLOSE] ? REGEX_GROUP_CLOSE : REGEX_INVALID);
    case '*': case '+': case '?':
      advance(lexer);
      return emit_quantifier(lexer, valid);
    case '{':
      advance(lexer);
      lexer->mark_end(lexer);
      return read_interval(lexer) ? emit_quantifier(lexer, valid) : emit(lexer, REGEX_LITERAL);
    case '(':
      advance(lexer);
      return emit_here(lexer, REGEX_GROUP_OPEN);
    case '.':
      advance(lexer);
      return emit_here(lexer, REGEX_ANY);
    case '^': case '$':
      advance(lexer);
      return emit_here(lexer, REGEX_ANCHOR);
    case '[':
      advance(lexer);
      if (lexer->lookahead != '^') return emit_here(lexer, REGEX_CLASS_OPEN);
      advance(lexer);
      return emit_here(lexer, REGEX_CLASS_OPEN_NEGATED);
    default:
      break;
  }

  // A run of literals, without its last character when that one has a quantifier.
  for (bool first = true;; first = false) {
    advance(lexer);
    switch (lexer->lookahead) {
      case '*': case '+': case '?':
        if (first) lexer->mark_end(lexer);
        return emit(lexer, REGEX_LITERAL);
      case '{':
        // A quantifier or not, what is certain is what stands before.
        if (first) lexer->mark_end(lexer);
        return emit(lexer, REGEX_LITERAL);
      case '\\': case '(': case ')': case '[': case '|': case '.': case '^': case '$': case '/':
        return emit_here(lexer, REGEX_LITERAL);
      default:
        lexer->mark_end(lexer);
        if (at_line_end(lexer)) return emit(lexer, REGEX_LITERAL);
    }
  }
}

/** Right behind the slash: `i`, `s` or `is`. lexer.l takes them even from the front of a word. */
static bool scan_regex_flags(TSLexer *lexer) {
  if (lexer->lookahead == 'i') advance(lexer);
  if (lexer->lookahead == 's') advance(lexer);
  return emit_here(lexer, REGEX_FLAGS);
}

#endif

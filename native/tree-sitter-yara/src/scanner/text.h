// The inside of text, paths and numbers: `<str>` and `<include>` of lexer.l.

#ifndef YARA_SCANNER_TEXT_H_
#define YARA_SCANNER_TEXT_H_

#include "common.h"

static bool scan_string(TSLexer *lexer) {
  if (at_line_end(lexer)) return emit_here(lexer, UNTERMINATED);
  if (lexer->lookahead == '"') {
    advance(lexer);
    return emit_here(lexer, STRING_CLOSE);
  }
  if (lexer->lookahead == '\\') {
    advance(lexer);
    switch (lexer->lookahead) {
      case 't': case 'n': case 'r': case '"': case '\\':
        advance(lexer);
        return emit_here(lexer, ESCAPE_SEQUENCE);
      case 'x':
        advance(lexer);
        lexer->mark_end(lexer);
        if (!is_hex(lexer->lookahead)) return emit(lexer, INVALID_ESCAPE);
        advance(lexer);
        if (!is_hex(lexer->lookahead)) return emit(lexer, INVALID_ESCAPE);
        advance(lexer);
        return emit_here(lexer, ESCAPE_SEQUENCE);
      default:
        if (!at_line_end(lexer)) advance(lexer);
        return emit_here(lexer, INVALID_ESCAPE);
    }
  }
  while (lexer->lookahead != '"' && lexer->lookahead != '\\' && !at_line_end(lexer)) {
    advance(lexer);
  }
  return emit_here(lexer, STRING_CONTENT);
}

/** No escapes: lexer.l takes all up to the quote. Unlike there, a path ends with its line. */
static bool scan_include_path(TSLexer *lexer) {
  if (at_line_end(lexer)) return emit_here(lexer, UNTERMINATED);
  if (lexer->lookahead == '"') {
    advance(lexer);
    return emit_here(lexer, STRING_CLOSE);
  }
  while (lexer->lookahead != '"' && !at_line_end(lexer)) advance(lexer);
  return emit_here(lexer, INCLUDE_PATH_CONTENT);
}

/** `KB` or `MB`, right behind a decimal number. */
static bool scan_size_suffix(TSLexer *lexer) {
  advance(lexer);
  if (lexer->lookahead != 'B') return false;
  advance(lexer);
  return emit_here(lexer, SIZE_SUFFIX);
}

#endif

// What is wrong inside of a hex string. What is right, the grammar says: hex_lexer.l is regular.

#ifndef YARA_SCANNER_HEX_H_
#define YARA_SCANNER_HEX_H_

#include "borders.h"
#include "common.h"

/**
 * What can't be in a hex string, as far as the next blank: `0G`, `012`, a lone `~`, a comma. Words
 * are left alone: after a hex string that isn't closed may come a modifier.
 */
static bool scan_hex_invalid(TSLexer *lexer) {
  int32_t c = lexer->lookahead;
  switch (c) {
    case ',': case '.': case ';': case '-': case '+': case '*': case '%': case '^': case '&':
    case '<': case '>': case '!': case '@': case '#': case '\\': case '\'': case '`':
      advance(lexer);
      return emit_here(lexer, HEX_INVALID);
    default:
      break;
  }
  bool negated = c == '~';
  if (negated) {
    advance(lexer);
    c = lexer->lookahead;
  }
  bool nibble = is_hex(c) || c == '?';
  if (!nibble && !negated) return false;
  if (nibble) advance(lexer);
  if (c == 'c' && !negated && lexer->lookahead == 'o') {
    // The one keyword of a border that begins like a byte.
    uint32_t hash = 0;
    return read_section(lexer, read_word_from(lexer, "c", &hash)) && emit(lexer, UNTERMINATED);
  }
  if (nibble) {
    int32_t second = lexer->lookahead;
    bool masked = c == '?' && second == '?';
    if ((is_hex(second) || second == '?') && !(negated && masked)) return false;
  }
  bool word = is_word_start(c) && !negated;
  unsigned length = 1;
  for (; is_word(lexer->lookahead) || lexer->lookahead == '?'; length++) {
    if (!is_word_start(lexer->lookahead)) word = false;
    advance(lexer);
  }
  if (word && length > 2) return false;
  return emit_here(lexer, HEX_INVALID);
}

/** Where a byte is expected: a border, also behind comments, or the next pattern cuts it off. */
static bool scan_hex(TSLexer *lexer, bool on_new_line) {
  unsigned budget = MAX_LOOKAHEAD;
  bool comments = false;
  while (lexer->lookahead == '/') {
    advance(lexer);
    if (!read_comment(lexer, &budget)) return false;
    comments = true;
    if (read_blanks(lexer, &budget)) on_new_line = true;
    if (budget == 0) return false;
  }
  if (lexer->eof(lexer) || lexer->lookahead == '$') return emit(lexer, UNTERMINATED);
  if (at_border_letter(lexer) && lexer->lookahead != 'c') {
    uint32_t hash = 0;
    Word word = read_word(lexer, &hash);
    bool border = read_section(lexer, word) || read_statement(lexer, word, on_new_line, &hash);
    return border && emit(lexer, UNTERMINATED);
  }
  return !comments && scan_hex_invalid(lexer);
}

#endif

// The tokens, the state, and what all parts of the scanner need.

#ifndef YARA_SCANNER_COMMON_H_
#define YARA_SCANNER_COMMON_H_

#include "tree_sitter/parser.h"

// In the order of grammar/externals.js.
enum Token {
  STATEMENT_START,
  CHUNK_START,
  CHUNK_END,
  RULE_UNFINISHED,
  CONDITION_END,
  RULE_CLOSE,
  META,
  STRINGS,
  CONDITION,
  STRING_CONTENT,
  STRING_CLOSE,
  INCLUDE_PATH_CONTENT,
  ESCAPE_SEQUENCE,
  INVALID_ESCAPE,
  SIZE_SUFFIX,
  HEX_INVALID,
  REGEX_LITERAL,
  REGEX_ANY,
  REGEX_QUANTIFIER,
  REGEX_ESCAPE,
  REGEX_CLASS_ESCAPE,
  REGEX_ANCHOR,
  REGEX_OR,
  REGEX_GROUP_OPEN,
  REGEX_GROUP_CLOSE,
  REGEX_CLOSE,
  REGEX_FLAGS,
  REGEX_INVALID,
  REGEX_CLASS_OPEN,
  REGEX_CLASS_OPEN_NEGATED,
  REGEX_CLASS_CLOSE,
  REGEX_CLASS_RUN,
  REGEX_CLASS_CHAR,
  REGEX_CLASS_DASH,
  UNTERMINATED,
  CUT_OFF,
  CUT_OFF_TOO,
  RESUME,
  NEVER,
  NEVER_IN_LINE,
  NEVER_IN_HEX,
  AT_KEYWORD,
  PROBE,
  ERROR_SENTINEL,
};

typedef enum {
  OUTSIDE,
  IN_HEAD,
  IN_META,
  IN_STRINGS,
  IN_CONDITION,
  CONDITION_ENDED,
  UNFINISHED,
} Phase;

typedef struct {
  // A `Phase`.
  uint8_t phase;
  // The last token was one that makes an error certain. What follows it changes the state back.
  bool rejected;
  // The last token stood for a missing delimiter, so that what else is open closes without more ado.
  bool cut_off;
  // Changes with each of those closings, and when a statement is announced again: after an error,
  // tree-sitter drops a token of no width that leaves the state as it was.
  bool toggle;
  // The rule at hand, or the one just closed, is the last of its chunk: a matter of its name.
  bool last_in_chunk;
  // The hash of the statement that was announced during recovery, so that it isn't announced there
  // for ever; 0 when all is well.
  uint32_t announced;
} Scanner;

typedef enum {
  OTHER_WORD,
  RULE_WORD,
  RULE_MODIFIER_WORD,
  IMPORT_WORD,
  META_WORD,
  STRINGS_WORD,
  CONDITION_WORD,
} Word;

// How far to look for a border past blanks and comments: a bound on what one token costs, and on how
// far back a change has effects.
enum { MAX_LOOKAHEAD = 4096, MAX_WORD = 16 };

// About how many rules a chunk has.
enum { CHUNK_SIZE = 64 };

static inline void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static inline bool emit(TSLexer *lexer, enum Token token) {
  lexer->result_symbol = (TSSymbol)token;
  return true;
}

static inline bool emit_here(TSLexer *lexer, enum Token token) {
  lexer->mark_end(lexer);
  return emit(lexer, token);
}

static inline bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

static inline bool is_hex(int32_t c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline bool is_word_start(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_word(int32_t c) { return is_word_start(c) || is_digit(c); }

static inline bool is_space(int32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// A carriage return ends no line for lexer.l.
static inline bool at_line_end(TSLexer *lexer) {
  return lexer->lookahead == '\n' || lexer->eof(lexer);
}

#endif

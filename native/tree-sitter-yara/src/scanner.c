// The tokens that a table can't tell: the inside of text and regexes, where each character depends
// on its neighbours, and the borders between rules, which recovery from errors rests on.

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

#include "scanner/borders.h"
#include "scanner/common.h"
#include "scanner/hex.h"
#include "scanner/regex.h"
#include "scanner/text.h"

void *tree_sitter_yara_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_yara_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_yara_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *scanner = payload;
  if (scanner->phase == OUTSIDE && !scanner->rejected && !scanner->last_in_chunk) return 0;
  buffer[0] = (char)(
    scanner->phase | scanner->rejected << 4 | scanner->cut_off << 5 | scanner->toggle << 6 |
    scanner->last_in_chunk << 7
  );
  if (scanner->announced == 0) return 1;
  for (unsigned i = 0; i < 4; i++) buffer[1 + i] = (char)(scanner->announced >> (8 * i));
  return 5;
}

void tree_sitter_yara_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *scanner = payload;
  uint8_t bits = length > 0 ? (uint8_t)buffer[0] : OUTSIDE;
  scanner->phase = bits & 15;
  scanner->rejected = bits >> 4 & 1;
  scanner->cut_off = bits >> 5 & 1;
  scanner->toggle = bits >> 6 & 1;
  scanner->last_in_chunk = bits >> 7;
  scanner->announced = 0;
  if (length < 5) return;
  for (unsigned i = 0; i < 4; i++) {
    scanner->announced |= (uint32_t)(unsigned char)buffer[1 + i] << (8 * i);
  }
}

static bool emit_cut_off(Scanner *scanner, TSLexer *lexer, enum Token token) {
  if (scanner->phase == CONDITION_ENDED) scanner->phase = IN_CONDITION;
  scanner->cut_off = true;
  return emit_here(lexer, token);
}

/** Behind a token that makes an error certain. */
static bool scan_after_rejected(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  if (valid[NEVER]) {
    if (scanner->phase == CONDITION_ENDED) return emit_cut_off(scanner, lexer, CUT_OFF);
    if (scanner->phase == UNFINISHED) scanner->phase = OUTSIDE;
    return emit_here(lexer, RESUME);
  }
  if (valid[NEVER_IN_LINE] && !at_line_end(lexer)) return emit_here(lexer, RESUME);
  return emit_cut_off(scanner, lexer, CUT_OFF);
}

static bool scan(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  bool recovering = valid[ERROR_SENTINEL];
  bool cut_off = scanner->cut_off;
  scanner->rejected = false;
  scanner->cut_off = false;

  if (!recovering) {
    if (valid[NEVER] || valid[NEVER_IN_LINE] || valid[NEVER_IN_HEX]) {
      return scan_after_rejected(scanner, lexer, valid);
    }
    if (valid[CUT_OFF]) return emit_cut_off(scanner, lexer, CUT_OFF);
    if (valid[STRING_CONTENT]) return scan_string(lexer);
    if (valid[INCLUDE_PATH_CONTENT] || valid[STRING_CLOSE]) return scan_include_path(lexer);
    if (valid[REGEX_LITERAL]) return scan_regex(lexer, valid);
    if (valid[REGEX_CLASS_RUN] || valid[REGEX_CLASS_CHAR] || valid[REGEX_CLASS_DASH]) {
      return scan_regex_class(lexer, valid);
    }
    if (valid[REGEX_FLAGS] && (lexer->lookahead == 'i' || lexer->lookahead == 's')) {
      return scan_regex_flags(lexer);
    }
    if (valid[SIZE_SUFFIX] && (lexer->lookahead == 'K' || lexer->lookahead == 'M')) {
      return scan_size_suffix(lexer);
    }
    if (valid[AT_KEYWORD]) return false;
    if (valid[STATEMENT_START]) return scan_statement_start(scanner, lexer, valid);
  }

  lexer->mark_end(lexer);
  bool on_new_line = false;
  while (is_space(lexer->lookahead)) {
    if (lexer->lookahead == '\n') on_new_line = true;
    lexer->advance(lexer, true);
  }

  bool found;
  if (lexer->lookahead == '}') {
    found = scan_close(scanner, lexer, valid, recovering);
  } else if (!recovering && valid[HEX_INVALID]) {
    return scan_hex(lexer, on_new_line);
  } else {
    found = scan_border(scanner, lexer, valid, on_new_line, recovering);
  }
  if (!found) return false;

  bool end = lexer->result_symbol == CONDITION_END || lexer->result_symbol == RULE_UNFINISHED;
  if (end && cut_off && !recovering && valid[CUT_OFF_TOO]) {
    // What comes before the cut has had its error.
    scanner->phase = lexer->result_symbol == RULE_UNFINISHED ? UNFINISHED : IN_CONDITION;
    scanner->cut_off = scanner->phase == IN_CONDITION;
    scanner->toggle = !scanner->toggle;
    return emit(lexer, CUT_OFF_TOO);
  }
  return true;
}

bool tree_sitter_yara_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Scanner *scanner = payload;
  if (!scan(scanner, lexer, valid)) return false;
  switch (lexer->result_symbol) {
    case INVALID_ESCAPE: case HEX_INVALID: case REGEX_INVALID: case UNTERMINATED:
      scanner->rejected = true;
      break;
    default:
      break;
  }
  if (scanner->phase == OUTSIDE) scanner->toggle = false;
  return true;
}

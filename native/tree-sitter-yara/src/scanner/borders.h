// Where statements and sections begin and end.
//
// `rule`, `import`, `condition` and the rest are reserved in libyara, so one of them with a
// name (or a colon) after it is a border wherever it stands but in a literal or a comment. Before a
// statement the scanner emits `_statement_start`, of no width; in the midst of an unfinished rule it
// first emits `_rule_unfinished`, whether or not the parser can take it there. Each of these tokens
// changes the state of the scanner, and tree-sitter, once it has found how to go on at a token that
// changes the state, drops the other way out, which is to skip the token. So a broken rule never
// takes the next one with it, nor broken strings the condition, however cheap that would be.
//
// The state is the same before a rule whatever came before it, or a change in one rule would have
// those after it parsed anew.

#ifndef YARA_SCANNER_BORDERS_H_
#define YARA_SCANNER_BORDERS_H_

#include "common.h"

static inline uint32_t hash_with(uint32_t hash, int32_t c) {
  return (hash ^ (uint32_t)c) * 16777619u;
}

/** Reads a word, of which `start` (one letter or none) is behind the lexer, and adds it to the hash. */
static Word read_word_from(TSLexer *lexer, const char *start, uint32_t *hash) {
  static const struct {
    const char *text;
    Word word;
  } keywords[] = {
    {"rule", RULE_WORD},         {"private", RULE_MODIFIER_WORD}, {"global", RULE_MODIFIER_WORD},
    {"import", IMPORT_WORD},     {"include", IMPORT_WORD},        {"meta", META_WORD},
    {"strings", STRINGS_WORD},   {"condition", CONDITION_WORD},
  };
  char word[MAX_WORD];
  unsigned length = 0;
  if (*start) word[length++] = *start;
  while (is_word(lexer->lookahead)) {
    if (length < MAX_WORD - 1) word[length++] = (char)lexer->lookahead;
    *hash = hash_with(*hash, lexer->lookahead);
    advance(lexer);
  }
  word[length] = '\0';
  for (unsigned i = 0; i < sizeof keywords / sizeof *keywords; i++) {
    const char *a = word, *b = keywords[i].text;
    while (*a && *a == *b) a++, b++;
    if (*a == *b) return keywords[i].word;
  }
  return OTHER_WORD;
}

static Word read_word(TSLexer *lexer, uint32_t *hash) { return read_word_from(lexer, "", hash); }

/** Goes past blanks, and tells whether there was a line break among them. */
static bool read_blanks(TSLexer *lexer, unsigned *budget) {
  bool line_break = false;
  while (is_space(lexer->lookahead) && *budget > 0) {
    if (lexer->lookahead == '\n') line_break = true;
    advance(lexer);
    --*budget;
  }
  return line_break;
}

/** Goes past a comment, the lexer being behind its first slash; false when there is none. */
static bool read_comment(TSLexer *lexer, unsigned *budget) {
  if (lexer->lookahead == '/') {
    while (!lexer->eof(lexer) && lexer->lookahead != '\n' && *budget > 0) {
      advance(lexer);
      --*budget;
    }
    return true;
  }
  if (lexer->lookahead != '*') return false;
  advance(lexer);
  while (!lexer->eof(lexer) && *budget > 0) {
    bool star = lexer->lookahead == '*';
    advance(lexer);
    --*budget;
    if (star && lexer->lookahead == '/') {
      advance(lexer);
      break;
    }
  }
  return true;
}

/** Whether a keyword of a border may be ahead; most tokens end here. */
static inline bool at_border_letter(TSLexer *lexer) {
  switch (lexer->lookahead) {
    case 'c': case 'g': case 'i': case 'm': case 'p': case 'r': case 's': return true;
    default: return false;
  }
}

/**
 * Whether the word just read begins a statement for sure: what is half typed, and words in a text
 * that has lost its quotes, must not be taken for one.
 */
static bool read_statement(TSLexer *lexer, Word word, bool on_new_line, uint32_t *hash) {
  unsigned budget = MAX_LOOKAHEAD;
  if (word == IMPORT_WORD) {
    read_blanks(lexer, &budget);
    if (lexer->lookahead != '"') return false;
    for (unsigned i = 0; i < 64 && !at_line_end(lexer); i++) {
      *hash = hash_with(*hash, lexer->lookahead);
      advance(lexer);
    }
    return true;
  }
  while (word == RULE_MODIFIER_WORD) {
    read_blanks(lexer, &budget);
    word = read_word(lexer, hash);
  }
  if (word != RULE_WORD || !is_space(lexer->lookahead)) return false;
  read_blanks(lexer, &budget);
  if (!is_word_start(lexer->lookahead)) return false;
  read_word(lexer, hash);
  if (on_new_line) return true;
  read_blanks(lexer, &budget);
  return lexer->lookahead == '{' || lexer->lookahead == ':';
}

static inline bool is_in_rule(const Scanner *scanner) {
  return scanner->phase >= IN_HEAD && scanner->phase <= CONDITION_ENDED;
}

static inline bool emit_in_phase(Scanner *scanner, TSLexer *lexer, Phase phase, enum Token token) {
  scanner->phase = (uint8_t)phase;
  scanner->announced = 0;
  return emit(lexer, token);
}

/** Reads the name of a rule, which tells whether a chunk ends with it, so that names decide alone. */
static void read_rule_name(Scanner *scanner, TSLexer *lexer) {
  uint32_t hash = 2166136261u;
  unsigned budget = MAX_LOOKAHEAD;
  read_blanks(lexer, &budget);
  read_word(lexer, &hash);
  scanner->last_in_chunk = (hash >> 8) % CHUNK_SIZE == 0;
}

/**
 * Where a statement may begin: each keyword begins one, the parser says what is wrong with it.
 *
 * The tokens of chunks stand before the blanks, at the end of a rule. When it is no longer the last
 * of its chunk, tree-sitter finds the chunk that came next in the state that it was made in, and
 * looks into it for rules to reuse; in another state it would give up all from there on.
 */
static bool scan_statement_start(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  lexer->mark_end(lexer);
  if (valid[CHUNK_END] && scanner->last_in_chunk) {
    scanner->last_in_chunk = false;
    return emit_in_phase(scanner, lexer, OUTSIDE, CHUNK_END);
  }
  while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
  if (!at_border_letter(lexer)) return false;
  if (!valid[CHUNK_START]) lexer->mark_end(lexer);

  uint32_t hash = 0;
  unsigned budget = MAX_LOOKAHEAD;
  Word word = read_word(lexer, &hash);
  if (word != RULE_WORD && word != RULE_MODIFIER_WORD && word != IMPORT_WORD) return false;
  if (valid[CHUNK_START]) return emit_in_phase(scanner, lexer, OUTSIDE, CHUNK_START);

  while (word == RULE_MODIFIER_WORD) {
    read_blanks(lexer, &budget);
    word = read_word(lexer, &hash);
  }
  scanner->last_in_chunk = false;
  if (word == RULE_WORD) read_rule_name(scanner, lexer);
  return emit_in_phase(scanner, lexer, IN_HEAD, STATEMENT_START);
}

/** Whether the word just read begins a section for sure: it has its colon. */
static bool read_section(TSLexer *lexer, Word word) {
  if (word != META_WORD && word != STRINGS_WORD && word != CONDITION_WORD) return false;
  unsigned budget = MAX_LOOKAHEAD;
  read_blanks(lexer, &budget);
  return lexer->lookahead == ':';
}

/** The condition ends first, so that what is open in it can be closed; then the rule. */
static bool emit_unfinished(Scanner *scanner, TSLexer *lexer, const bool *valid, bool recovering) {
  bool expected = !recovering && valid[RULE_UNFINISHED];
  if (scanner->phase == IN_CONDITION && !expected) {
    return emit_in_phase(scanner, lexer, CONDITION_ENDED, CONDITION_END);
  }
  return emit_in_phase(scanner, lexer, UNFINISHED, RULE_UNFINISHED);
}

/** A word, or comments with a word behind them, that may be a border; false when it isn't. */
static bool scan_border(
  Scanner *scanner, TSLexer *lexer, const bool *valid, bool on_new_line, bool recovering
) {
  bool in_rule = is_in_rule(scanner);
  uint32_t hash = 2166136261u;

  // Comments before a statement belong to it, not to the unfinished rule.
  unsigned budget = MAX_LOOKAHEAD;
  bool comments = false;
  while (in_rule && lexer->lookahead == '/') {
    advance(lexer);
    if (!read_comment(lexer, &budget)) return false;
    comments = true;
    if (read_blanks(lexer, &budget)) on_new_line = true;
    if (budget == 0) return false;
  }

  if (lexer->eof(lexer)) return in_rule && emit_unfinished(scanner, lexer, valid, recovering);
  if (!at_border_letter(lexer)) return false;
  if (!in_rule) lexer->mark_end(lexer);

  Word word = read_word(lexer, &hash);
  switch (word) {
    case OTHER_WORD:
      return false;
    case META_WORD: case STRINGS_WORD: case CONDITION_WORD: {
      if (comments) return false;
      enum Token token = word == META_WORD ? META : word == STRINGS_WORD ? STRINGS : CONDITION;
      Phase phase = word == META_WORD ? IN_META : word == STRINGS_WORD ? IN_STRINGS : IN_CONDITION;
      lexer->mark_end(lexer);
      bool expected = !recovering && valid[token];
      return (expected || read_section(lexer, word)) && emit_in_phase(scanner, lexer, phase, token);
    }
    default:
      break;
  }

  if (!read_statement(lexer, word, on_new_line, &hash)) return false;
  if (recovering && scanner->announced == hash) {
    // Announced in vain. Once more: what stood in the way may have been given up by now.
    if (scanner->toggle) return false;
    scanner->toggle = true;
    return emit(lexer, STATEMENT_START);
  }
  // Also when the parser has no use for it: that is the error that it is to recover from.
  if (in_rule) return emit_unfinished(scanner, lexer, valid, recovering);
  scanner->phase = IN_HEAD;
  scanner->announced = hash;
  return emit(lexer, STATEMENT_START);
}

/** Whether nothing but a statement or the end of the file follows. */
static bool statement_follows(TSLexer *lexer) {
  unsigned budget = MAX_LOOKAHEAD;
  uint32_t hash = 0;
  for (;;) {
    read_blanks(lexer, &budget);
    if (lexer->eof(lexer)) return true;
    if (lexer->lookahead != '/' || budget == 0) break;
    advance(lexer);
    if (!read_comment(lexer, &budget)) return false;
  }
  return at_border_letter(lexer) && read_statement(lexer, read_word(lexer, &hash), true, &hash);
}

/**
 * `}`: of a rule or of a hex string? The parser knows while all is well. When it doesn't, conditions
 * have no braces, and elsewhere a rule ends where another statement follows. Before the brace comes
 * the end of the condition, for what is still open in it, or when there is none.
 */
static bool scan_close(Scanner *scanner, TSLexer *lexer, const bool *valid, bool recovering) {
  bool expected = !recovering && valid[RULE_CLOSE];
  if (!recovering && !expected && valid[HEX_INVALID]) return false;
  bool in_condition = scanner->phase == IN_CONDITION || scanner->phase == CONDITION_ENDED;
  bool closes = expected || scanner->phase == CONDITION_ENDED || !is_in_rule(scanner);

  advance(lexer);
  if (closes) lexer->mark_end(lexer);
  if (!expected && !in_condition && !statement_follows(lexer)) return false;
  if (closes) return emit_in_phase(scanner, lexer, OUTSIDE, RULE_CLOSE);
  return emit_in_phase(scanner, lexer, CONDITION_ENDED, CONDITION_END);
}

#endif

// The tokens that a table can't tell: the inside of text and regexes, where each character depends
// on its neighbours, and the borders between rules, which recovery from errors rests on.
//
// Borders. `rule`, `import`, `condition` and the rest are reserved in libyara, so one of them with a
// name (or a colon) after it is a border wherever it stands but in a literal or a comment. Before a
// statement the scanner emits `_statement_start`, of no width; in the midst of an unfinished rule it
// first emits `_rule_unfinished`, whether or not the parser can take it there. Each of these tokens
// changes the state of the scanner, and tree-sitter, once it has found how to go on at a token that
// changes the state, drops the other way out, which is to skip the token. So a broken rule never
// takes the next one with it, nor broken strings the condition, however cheap that would be.
//
// The state is the same before a rule whatever came before it, or a change in one rule would have
// those after it parsed anew.

#include "tree_sitter/alloc.h"
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

typedef enum { OUTSIDE, BETWEEN_CHUNKS, IN_HEAD, IN_META, IN_STRINGS, IN_CONDITION, CONDITION_ENDED, UNFINISHED } Phase;

typedef struct {
  uint8_t phase;
  // The last token was one that makes an error certain. What follows it changes the state back.
  bool rejected;
  // The last token stood for a missing delimiter, so that what else is open closes without more ado.
  bool cut_off;
  // Changes with each of those closings: a token of no width after an error must change the state.
  bool toggle;
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

static inline bool at_line_end(TSLexer *lexer) {
  return lexer->lookahead == '\n' || lexer->lookahead == '\r' || lexer->eof(lexer);
}

// ---- borders ------------------------------------------------------------------------------------

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

/**
 * Where a statement may begin: each keyword begins one, the parser says what is wrong with it. A
 * chunk begins at rules with certain names, so that a change moves the borders of one or two chunks.
 */
static bool scan_statement_start(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
  if (!at_border_letter(lexer)) return false;
  lexer->mark_end(lexer);

  uint32_t hash = 2166136261u;
  unsigned budget = MAX_LOOKAHEAD;
  Word word = read_word(lexer, &hash);
  if (word != RULE_WORD && word != RULE_MODIFIER_WORD && word != IMPORT_WORD) return false;

  if (valid[CHUNK_START]) return emit_in_phase(scanner, lexer, OUTSIDE, CHUNK_START);
  if (valid[CHUNK_END] && word == RULE_WORD) {
    hash = 2166136261u;
    read_blanks(lexer, &budget);
    read_word(lexer, &hash);
    if ((hash >> 8) % CHUNK_SIZE == 0) {
      return emit_in_phase(scanner, lexer, BETWEEN_CHUNKS, CHUNK_END);
    }
  }
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
  if (recovering && scanner->announced == hash) return false;
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

// ---- text ---------------------------------------------------------------------------------------

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

// ---- hex ----------------------------------------------------------------------------------------

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

// ---- regexes ------------------------------------------------------------------------------------

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

// ---- entry points -------------------------------------------------------------------------------

void *tree_sitter_yara_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_yara_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_yara_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *scanner = payload;
  if (scanner->phase == OUTSIDE && !scanner->rejected) return 0;
  buffer[0] = (char)(
    scanner->phase | scanner->rejected << 4 | scanner->cut_off << 5 | scanner->toggle << 6
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
    scanner->phase = lexer->result_symbol == RULE_UNFINISHED ? OUTSIDE : IN_CONDITION;
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

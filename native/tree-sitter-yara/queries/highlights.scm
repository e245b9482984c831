; Later patterns win where several fit.

(comment) @comment

; ---- names

(identifier) @variable
(rule_declaration name: (identifier) @type)
(tag) @label
(meta_entry name: (identifier) @property)
(rule_reference name: (identifier) @type)
(rule_wildcard) @type
(pattern_identifier) @variable.parameter
(pattern_wildcard) @variable.parameter
(member_expression property: (identifier) @property)
(call_expression function: (identifier) @function)
(call_expression function: (member_expression property: (identifier) @function.method))
(integer_function) @function.builtin
(for_in_expression variables: (identifier) @variable.local)
(with_declaration name: (identifier) @variable.local)

; ---- literals

(string_literal) @string
(text_string) @string
(import_statement module: (string_literal) @module)
(include_statement path: (string_literal) @string.special.path)
(escape_sequence) @string.escape
(integer_literal) @number
(float_literal) @number.float
(size_suffix) @type.unit
(boolean_literal) @boolean

(hex_byte) @number
(hex_nibble) @number
(hex_wildcard) @character.special
(hex_jump) @character.special
(hex_not "~" @operator)
(hex_alternation ["(" "|" ")"] @punctuation.special)

(regex ["/"] @punctuation.delimiter)
(regex_literal) @string.regexp
(regex_class_literal) @string.regexp
(regex_class ["[" "[^" "]"] @punctuation.bracket)
(regex_class_range "-" @operator)
(regex_escape) @string.escape
(regex_class_escape) @character.special
(regex_any) @character.special
(regex_anchor) @character.special
(regex_quantifier) @operator
(regex_alternation "|" @operator)
(regex_group ["(" ")"] @punctuation.bracket)
(regex_flags) @keyword.modifier

; ---- words

["import" "include"] @keyword.import
["rule" "meta" "strings" "condition"] @keyword
(rule_modifier) @keyword.modifier
(pattern_modifier name: _ @keyword.modifier)
["for" "of" "in" "at"] @keyword.repeat
(with_expression "with" @keyword)
(quantifier) @keyword.repeat
(them) @variable.builtin
(filesize) @variable.builtin
(entrypoint) @variable.builtin
["and" "or" "not" "defined"] @keyword.operator
(binary_expression
  operator: [
    "contains" "icontains" "startswith" "istartswith" "endswith" "iendswith" "iequals" "matches"
  ] @keyword.operator)

; ---- signs

(binary_expression
  operator: [
    "==" "!=" "<" "<=" ">" ">=" "+" "-" "*" "\\" "%" "|" "^" "&" "<<" ">>"
  ] @operator)
(unary_expression operator: ["-" "~"] @operator)
(negative_integer "-" @operator)
(percentage "%" @operator)
["=" ".."] @operator
["{" "}"] @punctuation.bracket
(parenthesized_expression ["(" ")"] @punctuation.bracket)
(argument_list ["(" ")"] @punctuation.bracket)
[":" "," "."] @punctuation.delimiter

; ---- what libyara rejects

[(invalid_escape) (hex_invalid) (regex_invalid)] @error

[
  (rule_declaration)
  (meta_section)
  (strings_section)
  (condition_section)
  (hex_string)
  (hex_alternation)
  (parenthesized_expression)
  (for_of_expression)
  (for_in_expression)
  (with_expression)
  (argument_list)
  (pattern_set)
  (rule_set)
  (comment)
] @fold

; A run of imports folds as one.
((import_statement)+ @fold)

; An identifier stands for a rule where a condition takes a truth value: `referenceNameOf`.
(condition_section (identifier) @rule)
(binary_expression (identifier) @rule)
(unary_expression (identifier) @rule)
(parenthesized_expression (identifier) @rule)
(for_in_expression body: (identifier) @rule)
(for_of_expression body: (identifier) @rule)
(rule_set (_) @rule)

(call_expression function: (member_expression) @call)

(import_statement module: (string_literal) @include)
(include_statement path: (string_literal) @include)

; Patterns live in their rule, loop variables in their loop; rules are seen in the whole file.

(source_file) @local.scope
(rule_declaration) @local.scope
(for_in_expression) @local.scope
(with_expression) @local.scope

(rule_declaration name: (identifier) @local.definition.type)
(pattern_declaration identifier: (pattern_identifier) @local.definition.constant)
(for_in_expression variables: (identifier) @local.definition.variable)
(with_declaration name: (identifier) @local.definition.variable)

(pattern_reference (pattern_identifier) @local.reference)
(pattern_count (pattern_identifier) @local.reference)
(pattern_offset (pattern_identifier) @local.reference)
(pattern_length (pattern_identifier) @local.reference)
(rule_reference name: (identifier) @local.reference)

(binary_expression (identifier) @local.reference)
(unary_expression (identifier) @local.reference)
(parenthesized_expression (identifier) @local.reference)
(condition_section expression: (identifier) @local.reference)
(member_expression object: (identifier) @local.reference)
(index_expression object: (identifier) @local.reference)
(index_expression index: (identifier) @local.reference)
(call_expression function: (identifier) @local.reference)
(argument_list (identifier) @local.reference)
(range (identifier) @local.reference)
(value_list (identifier) @local.reference)
(pattern_offset index: (identifier) @local.reference)
(pattern_length index: (identifier) @local.reference)
(at_expression offset: (identifier) @local.reference)
(of_expression quantifier: (identifier) @local.reference)
(of_expression at: (identifier) @local.reference)
(percentage value: (identifier) @local.reference)
(for_of_expression quantifier: (identifier) @local.reference)
(for_of_expression body: (identifier) @local.reference)
(for_in_expression quantifier: (identifier) @local.reference)
(for_in_expression iterable: (identifier) @local.reference)
(for_in_expression body: (identifier) @local.reference)
(with_declaration value: (identifier) @local.reference)
(with_expression body: (identifier) @local.reference)

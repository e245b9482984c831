((comment)* @doc . (rule_declaration name: (identifier) @name) @definition.class)

(pattern_declaration identifier: (pattern_identifier) @name) @definition.constant

(rule_reference name: (identifier) @name) @reference.class
(condition_section expression: (identifier) @name) @reference.class
(binary_expression operator: ["and" "or"] [left: (identifier) @name right: (identifier) @name]) @reference.class
(unary_expression operator: "not" operand: (identifier) @name) @reference.class
(call_expression function: (member_expression property: (identifier) @name)) @reference.call

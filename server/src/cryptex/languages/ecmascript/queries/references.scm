; Of a chain of names the last is captured: `a().b().c()` has three calls, which all begin with `a`.
(call_expression function: [(identifier) (super)] @call)
(call_expression function: (member_expression property: (_) @call))
(new_expression constructor: (identifier) @call)
(new_expression constructor: (member_expression property: (_) @call))

(arguments [(identifier) (member_expression)] @value)
(array [(identifier) (member_expression)] @value)
(pair value: [(identifier) (member_expression)] @value)
(shorthand_property_identifier) @value
(variable_declarator value: [(identifier) (member_expression)] @value)
(assignment_expression right: [(identifier) (member_expression)] @value)
(return_statement [(identifier) (member_expression)] @value)
(ternary_expression [(identifier) (member_expression)] @value)
(arrow_function body: [(identifier) (member_expression)] @value)

(import_statement source: (string) @include)
(export_statement source: (string) @include)
(call_expression function: (import) arguments: (arguments . (string) @include))
; Of these the hook takes the argument of `require`.
(call_expression function: (identifier) arguments: (arguments . (string) @include))

; Of a chain of methods each is captured by its own name: `a().b().c()` has three calls, which all begin with `a`.
(call_expression function: [(identifier) (scoped_identifier)] @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(call_expression function: (generic_function function: [(identifier) (scoped_identifier)] @call))
(call_expression function: (generic_function function: (field_expression field: (field_identifier) @call)))
(macro_invocation macro: (_) @call)
; What a macro is given is only tokens: a name before a parenthesis is a call.
(token_tree (identifier) @call . (token_tree))

(arguments [(identifier) (scoped_identifier)] @value)
(array_expression [(identifier) (scoped_identifier)] @value)
(tuple_expression [(identifier) (scoped_identifier)] @value)
(field_initializer value: [(identifier) (scoped_identifier)] @value)
(let_declaration value: [(identifier) (scoped_identifier)] @value)
(static_item value: [(identifier) (scoped_identifier)] @value)
(const_item value: [(identifier) (scoped_identifier)] @value)
(assignment_expression right: [(identifier) (scoped_identifier)] @value)
(type_cast_expression value: [(identifier) (scoped_identifier)] @value)

(type_identifier) @type

(use_declaration argument: [(identifier) (scoped_identifier) (use_wildcard) (use_as_clause)] @include)
(use_list [(identifier) (scoped_identifier) (self) (use_wildcard) (use_as_clause)] @include)
(extern_crate_declaration name: (identifier) @include)
(mod_item name: (identifier) @include !body)

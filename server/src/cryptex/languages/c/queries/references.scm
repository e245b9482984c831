; Names where they are declared use nothing.
(struct_specifier name: (type_identifier) @local body: (_))
(union_specifier name: (type_identifier) @local body: (_))
(enum_specifier name: (type_identifier) @local body: (_))
(type_definition declarator: (type_identifier) @local)
(type_definition declarator: (pointer_declarator declarator: (type_identifier) @local))

(call_expression function: (identifier) @call)
(call_expression function: (parenthesized_expression (identifier) @call))

; Functions handed over, assigned, kept in tables. Names of variables are sorted out by their declarations.
(argument_list (identifier) @value)
(initializer_list (identifier) @value)
(initializer_pair value: (identifier) @value)
(init_declarator value: (identifier) @value)
(assignment_expression right: (identifier) @value)
(return_statement (identifier) @value)
(conditional_expression consequence: (identifier) @value)
(conditional_expression alternative: (identifier) @value)
(cast_expression value: (identifier) @value)
(pointer_expression argument: (identifier) @value)

(type_identifier) @type

(preproc_include path: (_) @include)

(parameter_declaration declarator: (identifier) @local)
(parameter_list (identifier) @local)
(declaration declarator: (identifier) @local)
(init_declarator declarator: (identifier) @local)
(pointer_declarator declarator: (identifier) @local)
(array_declarator declarator: (identifier) @local)
(preproc_params (identifier) @local)

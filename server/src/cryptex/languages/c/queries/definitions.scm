(function_definition declarator: (_) @name body: (compound_statement) @body) @definition.function

; A macro with several arguments defines what its first one names: a call with a block behind it.
(translation_unit
  (expression_statement (call_expression function: (identifier) arguments: (argument_list . (identifier) @name)))
  .
  (compound_statement) @body @definition.function)

(preproc_function_def name: (identifier) @name) @definition.macro

; Of a struct with a tag and a `typedef`, the name that the `typedef` gives.
(type_definition
  type: (struct_specifier body: (_) @body)
  declarator: [(type_identifier) @name (pointer_declarator declarator: (type_identifier) @name)]) @definition.struct
(type_definition
  type: (union_specifier body: (_) @body)
  declarator: [(type_identifier) @name (pointer_declarator declarator: (type_identifier) @name)]) @definition.union
(type_definition
  type: (enum_specifier body: (_) @body)
  declarator: [(type_identifier) @name (pointer_declarator declarator: (type_identifier) @name)]) @definition.enum

(struct_specifier name: (type_identifier) @name body: (_) @body) @definition.struct
(union_specifier name: (type_identifier) @name body: (_) @body) @definition.union
(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum

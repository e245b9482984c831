; inherits: c
(function_definition declarator: (_) @name (try_statement) @body) @definition.function

(class_specifier name: (_) @name body: (_) @body) @definition.class
(struct_specifier name: [(template_type) (qualified_identifier)] @name body: (_) @body) @definition.struct
(union_specifier name: [(template_type) (qualified_identifier)] @name body: (_) @body) @definition.union
(enum_specifier name: (qualified_identifier) @name body: (_) @body) @definition.enum

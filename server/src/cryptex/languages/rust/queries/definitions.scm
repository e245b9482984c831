; Functions by where they stand: methods stand in the list of an `impl` or `trait`, which is no definition of its own.
(source_file (function_item name: (identifier) @name body: (block) @body) @definition.function)
(mod_item body: (declaration_list (function_item name: (identifier) @name body: (block) @body) @definition.function))
(block (function_item name: (identifier) @name body: (block) @body) @definition.function)
(ERROR (function_item name: (identifier) @name body: (block) @body) @definition.function)
(impl_item body: (declaration_list (function_item name: (identifier) @name body: (block) @body) @definition.method))
(trait_item body: (declaration_list (function_item name: (identifier) @name body: (block) @body) @definition.method))
(trait_item body: (declaration_list (function_signature_item name: (identifier) @name) @definition.method))

(struct_item name: (type_identifier) @name body: (_)? @body) @definition.struct
(union_item name: (type_identifier) @name body: (_) @body) @definition.union
(enum_item name: (type_identifier) @name body: (_) @body) @definition.enum
; What implements a trait is written for it, as for a class.
(trait_item name: (type_identifier) @name body: (_) @body) @definition.class
(mod_item name: (identifier) @name body: (_) @body) @definition.module
(macro_definition name: (identifier) @name) @definition.macro

; inherits: ecmascript
(public_field_definition
  name: (_) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
  ]) @definition.method

(abstract_class_declaration name: (_) @name body: (class_body) @body) @definition.class
(abstract_method_signature name: (_) @name) @definition.method

; What has the shape of data is a struct here, whether it is an interface or the name of an object type.
(interface_declaration name: (_) @name body: (_) @body) @definition.struct
(type_alias_declaration name: (_) @name value: (object_type) @body) @definition.struct
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(internal_module name: (_) @name body: (_) @body) @definition.module
(module name: (_) @name body: (_) @body) @definition.module

; Declarations of functions that are written elsewhere; overloads belong to the function that they are of.
(ambient_declaration (function_signature name: (identifier) @name) @definition.function)

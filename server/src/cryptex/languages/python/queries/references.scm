; Of a chain of names the last is captured: `a().b().c()` has three calls, which all begin with `a`.
(call function: (identifier) @call)
(call function: (attribute attribute: (identifier) @call))

; A decorator without arguments is called too.
(decorator (identifier) @call)
(decorator (attribute attribute: (identifier) @call))

(class_definition superclasses: (argument_list [(identifier) (attribute)] @type))
(class_definition superclasses: (argument_list (keyword_argument value: [(identifier) (attribute)] @type)))
(class_definition superclasses: (argument_list (subscript value: [(identifier) (attribute)] @type)))
(class_definition superclasses: (argument_list (subscript subscript: [(identifier) (attribute)] @type)))
(type [(identifier) (attribute)] @type)
(type (binary_operator [(identifier) (attribute)] @type))
(generic_type (identifier) @type)
(type (subscript value: [(identifier) (attribute)] @type))
(type (subscript subscript: [(identifier) (attribute)] @type))
(except_clause value: [(identifier) (attribute)] @type)
(except_clause value: (as_pattern [(identifier) (attribute)] @type))
(except_clause value: (tuple [(identifier) (attribute)] @type))
(except_clause value: (as_pattern (tuple [(identifier) (attribute)] @type)))

; Functions and classes handed over, kept, returned. Names of other things are sorted out by `referenceNameOf`.
(argument_list [(identifier) (attribute)] @value)
(keyword_argument value: [(identifier) (attribute)] @value)
(assignment right: [(identifier) (attribute)] @value)
(default_parameter value: [(identifier) (attribute)] @value)
(typed_default_parameter value: [(identifier) (attribute)] @value)
(pair value: [(identifier) (attribute)] @value)
(list [(identifier) (attribute)] @value)
(set [(identifier) (attribute)] @value)
(tuple [(identifier) (attribute)] @value)
(expression_list [(identifier) (attribute)] @value)
(return_statement [(identifier) (attribute)] @value)
(conditional_expression [(identifier) (attribute)] @value)
(boolean_operator [(identifier) (attribute)] @value)

(import_statement name: (dotted_name) @include)
(import_statement name: (aliased_import name: (dotted_name) @include))
(import_from_statement module_name: (_) @include)
; `from . import x` names a module after `import`.
(import_from_statement module_name: (relative_import . (import_prefix) .) name: (dotted_name) @include)
(import_from_statement module_name: (relative_import . (import_prefix) .) name: (aliased_import name: (dotted_name) @include))

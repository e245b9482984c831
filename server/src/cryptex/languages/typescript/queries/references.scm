; inherits: ecmascript
(extends_clause value: [(identifier) (member_expression)] @type)
(type_identifier) @type
(nested_type_identifier) @type

(import_require_clause source: (string) @include)

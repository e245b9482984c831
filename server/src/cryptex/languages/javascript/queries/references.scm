; inherits: ecmascript
(class_heritage [(identifier) (member_expression)] @type)

(jsx_opening_element name: (identifier) @call)
(jsx_opening_element name: (member_expression property: (_) @call))
(jsx_self_closing_element name: (identifier) @call)
(jsx_self_closing_element name: (member_expression property: (_) @call))
(jsx_expression [(identifier) (member_expression)] @value)

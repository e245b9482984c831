(string_literal) @string
(raw_string_literal) @string
(integer_literal) @number
(foreign_mod_item body: (declaration_list (function_signature_item name: (identifier) @bound)))

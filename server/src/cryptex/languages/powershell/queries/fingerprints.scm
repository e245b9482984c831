(string_literal) @string
(integer_literal) @number

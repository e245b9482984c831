(string_literal) @string
(number_literal) @number

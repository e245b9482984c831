(string) @string
(template_string) @string
(number) @number

(string) @string
(integer) @number

; Of a library of C, where the file loads one.
(call function: (attribute attribute: (identifier) @bound.called))

; Which of these are commands, which dot-sourced files and imported modules: `referenceNameOf`.
(command command_name: (_) @call)
(command command_name: (_) @include)
(invokation_expression (member_name) @call)

; `using module …` is a comment to the grammar (see legible.ts).
(comment) @include

; Functions that are handed over by name, or as `$function:name`.
(command_elements (generic_token) @value)
(variable) @value

(type_literal) @type
; Of these only what `New-Object` makes.
(command_elements (generic_token) @type)
(class_statement (simple_name) @type)

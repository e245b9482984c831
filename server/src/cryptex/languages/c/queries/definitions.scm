(function_definition declarator: (_) @name body: (compound_statement) @body) @definition.function

(preproc_function_def name: (identifier) @name) @definition.macro

(rule_declaration
  name: (identifier) @name
  condition: (condition_section)? @body) @definition.rule

export const commaSep1 = (rule) => seq(rule, repeat(seq(',', rule)));

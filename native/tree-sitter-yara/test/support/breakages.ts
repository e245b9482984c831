/** Rules as they are while somebody types: `name` is what the test calls them, `text` the rule. */
export interface Breakage {
  readonly name: string;
  readonly text: string;
  /** What is left of the rule: its node with the name, or nothing but an error. */
  readonly leaves: 'rule' | 'error';
}

const head = 'rule broken : tag\n{\n';
const meta = '  meta:\n    author = "somebody"\n    score = 75\n';
const strings = '  strings:\n    $a = "text" wide\n    $b = { 9C 60 [2-4] ( AA | BB CC ) }\n    $c = /ab+c/i\n';
const condition = '  condition:\n    all of them and filesize < 10KB\n';

const rule = (parts: { meta?: string; strings?: string; condition?: string; end?: string }): string =>
  head + (parts.meta ?? meta) + (parts.strings ?? strings) + (parts.condition ?? condition) + (parts.end ?? '}\n');

const inMeta = (line: string): string => rule({ meta: `${meta}    ${line}\n` });
const inStrings = (line: string): string => rule({ strings: `${strings}    ${line}\n` });
const inCondition = (text: string): string => rule({ condition: `  condition:\n    ${text}\n` });

const kept = (name: string, text: string): Breakage => ({ name, text, leaves: 'rule' });
const lost = (name: string, text: string): Breakage => ({ name, text, leaves: 'error' });

export const breakages: readonly Breakage[] = [
  // The head.
  lost('only the keyword', 'rule\n'),
  kept('only the name', 'rule broken\n'),
  kept('only the head', 'rule broken : tag\n'),
  kept('only the brace', 'rule broken {\n'),
  lost('no name', 'rule {\n  condition:\n    true\n}\n'),
  lost('no opening brace', 'rule broken\n  condition:\n    true\n}\n'),
  kept('tags without a name', 'rule broken : {\n  condition:\n    true\n}\n'),
  kept('a name with a dash', 'rule broken-in {\n  condition:\n    true\n}\n'),

  // Braces and sections.
  kept('no closing brace', rule({ end: '\n' })),
  kept('no closing brace, a comment at the end', rule({ end: '  // to be done\n' })),
  kept('a closing brace after the strings', rule({ strings: `${strings}  }\n` })),
  kept('no condition', rule({ condition: '' })),
  kept('no condition, no brace', rule({ condition: '', end: '\n' })),
  kept('nothing but meta', rule({ strings: '', condition: '', end: '\n' })),
  kept('an empty condition', rule({ condition: '  condition:\n' })),
  kept('an empty condition, no brace', rule({ condition: '  condition:\n', end: '\n' })),
  kept('the condition without a colon', rule({ condition: '  condition\n    true\n' })),
  kept('the keyword of the condition half typed', rule({ condition: '  condi\n' })),
  kept('no keyword before the condition', rule({ condition: '    $a and $b\n' })),
  kept('empty strings', rule({ strings: '  strings:\n' })),
  kept('empty meta', rule({ meta: '  meta:\n' })),
  kept('strings before meta', rule({ meta: strings, strings: meta })),
  kept('the condition twice', rule({ condition: condition + condition })),

  // Meta.
  kept('meta without a value', inMeta('date =')),
  kept('meta without an equals sign', inMeta('date')),
  kept('meta with an unquoted value', inMeta('date = today')),
  kept('meta with an open quote', inMeta('date = "today')),
  kept('meta with an open quote that names a rule', inMeta('note = "see rule other {')),
  kept('meta with a wrong escape', inMeta('path = "C:\\windows\\system32"')),
  kept('meta with a float', inMeta('score = 1.5')),

  lost('meta without a value, nothing else', 'rule broken {\n  meta:\n    date =\n'),

  // Patterns.
  kept('a pattern without a value', inStrings('$d =')),
  kept('a pattern without an equals sign', inStrings('$d')),
  kept('a pattern without a dollar', inStrings('d = "x"')),
  kept('a dollar alone', inStrings('$')),
  kept('text with an open quote', inStrings('$d = "text')),
  kept('text that was opened only', inStrings('$d = "')),
  kept('text with a wrong escape', inStrings('$d = "a\\qb\\x4"')),
  kept('text with an open quote and a comment', inStrings('$d = "http://example.com/ // rule x {')),
  kept('a modifier half typed', inStrings('$d = "text" wid')),
  kept('xor with half a range', inStrings('$d = "text" xor(0x01-')),
  kept('base64 with an open quote', inStrings('$d = "text" base64("abc')),
  kept('hex that was opened only', inStrings('$d = {')),
  kept('hex that is open', inStrings('$d = { 9C 60 BD')),
  kept('hex that is open, in the midst', rule({ strings: '  strings:\n    $d = { 9C 60 BD\n    $e = { 01 }\n' })),
  kept('hex with a bad digit', inStrings('$d = { 9C 6G BD }')),
  kept('hex with half a byte', inStrings('$d = { 9C 6 BD }')),
  kept('hex with an open jump', inStrings('$d = { 9C [4- BD }')),
  kept('hex with an open alternative', inStrings('$d = { 9C ( AA | BB }')),
  kept('hex with a comma', inStrings('$d = { 9C, 60, BD }')),
  kept('hex that begins with a jump', inStrings('$d = { [4] BD }')),
  kept('hex that ends with a jump', inStrings('$d = { BD [4] }')),
  kept('a regex that is open', inStrings('$d = /ab+c')),
  kept('a regex with an open group', inStrings('$d = /a(b+c/')),
  kept('a regex with an open class', inStrings('$d = /a[b-c/')),
  kept('an open regex with an open group', inStrings('$d = /a(b+c')),
  kept('a regex with a stray parenthesis', inStrings('$d = /a)b/')),
  kept('a regex with a stray quantifier', inStrings('$d = /+a**/ wide')),
  kept('a regex with a wrong escape', inStrings('$d = /a\\1b\\xZZ/')),

  // Conditions.
  kept('a dangling and', inCondition('$a and')),
  kept('a leading and', inCondition('and $a')),
  kept('two operators', inCondition('$a and or $b')),
  kept('no operator', inCondition('$a $b')),
  kept('an open parenthesis', inCondition('( $a and $b')),
  kept('three open parentheses', inCondition('( $a and ( $b or ( $c')),
  kept('a stray parenthesis', inCondition('$a and $b )')),
  kept('a dot at the end', inCondition('pe.')),
  kept('an open index', inCondition('@a[1')),
  kept('an open call', inCondition('pe.imports("kernel32.dll", ')),
  kept('an open quote', inCondition('pe.imphash() == "abc')),
  kept('matches without a regex', inCondition('pe.name matches')),
  kept('matches with an open regex', inCondition('pe.name matches /abc')),
  kept('of without a set', inCondition('any of')),
  kept('an open set', inCondition('any of ($a, $b')),
  kept('a comparison with one equals sign', inCondition('filesize = 10')),
  kept('for alone', inCondition('for')),
  kept('for with a quantifier', inCondition('for any')),
  kept('for with a variable', inCondition('for any i in')),
  kept('for with an open range', inCondition('for any i in (1..')),
  kept('for without a body', inCondition('for any of them :')),
  kept('for with an open body', inCondition('for any of them : ( $')),
  kept('a letter libyara does not know', inCondition('$a and § and $b')),
  kept('a dangling and, no brace', rule({ condition: '  condition:\n    $a and\n', end: '\n' })),
  kept('an open parenthesis, no brace', rule({ condition: '  condition:\n    ( $a or (\n', end: '\n' })),
  kept('an open quote, no brace', rule({ condition: '  condition:\n    pe.imphash() == "abc\n', end: '\n' })),
  kept('open hex, no brace', rule({ strings: '  strings:\n    $d = { 9C 60\n', condition: '', end: '\n' })),
  kept('an open regex, no brace', rule({ strings: '  strings:\n    $d = /ab\n', condition: '', end: '\n' })),
  kept('for with an open range, no brace', inCondition('for any i in (1..').replace(/\}\n$/, '\n')),
];

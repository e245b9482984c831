import { describe, expect, it } from 'vitest';
import { loadGrammar, scopesOf, tokenize } from './tokenize.ts';

const inStrings = (declaration: string): string => `rule r { strings:\n${declaration}\ncondition:\n$a }`;
const inCondition = (expression: string): string => `rule r { condition:\n${expression}\n}`;

describe('TextMate grammar, where it is easily wrong', async () => {
  const grammar = await loadGrammar();

  describe('a slash in a condition', () => {
    it.each([
      ['after matches', 'name matches /abc/'],
      ['after matches, on the next line', 'name matches\n  /abc/'],
      ['after matches and a comment', 'name matches /* why */ /abc/'],
      ['as the first argument', 'pe.imports(/abc/, /x/)'],
      ['as the second argument', 'pe.imports( /x/ , /abc/)'],
      ['as an argument on a line of its own', 'pe.imports(\n  /abc/\n)'],
    ])('starts a regular expression %s', (_, expression) => {
      expect(scopesOf(grammar, inCondition(expression), 'abc')).toEqual(['string.regexp.yara']);
    });

    it.each(['filesize / 2 / 3 > 1', 'filesize/2/abc', '#a / 2 > @a[1] / 2', '(1) / (2)'])(
      'is a wrong operator after a value: %s',
      (expression) => {
        const { lines } = tokenize(grammar, inCondition(`${expression} and true`));
        const scopes = lines[1]?.tokens.flatMap((token) => token.scopes) ?? [];
        expect(scopes).toContain('invalid.illegal.operator.yara');
        expect(scopes).toContain('constant.language.boolean.yara');
        expect(scopes).not.toContain('string.regexp.yara');
      },
    );

    it('starts a comment when doubled or starred', () => {
      expect(scopesOf(grammar, inCondition('pe.imports( // abc\n /* abc */ )'), 'abc')).toEqual([
        'comment.line.double-slash.yara',
        'comment.block.yara',
      ]);
    });
  });

  it('divides with a backslash', () => {
    expect(scopesOf(grammar, inCondition('filesize \\ 2 > 1'), '\\')).toEqual(['keyword.operator.arithmetic.yara']);
  });

  it.each([
    ['a brace', '$a = /x{ y{2}/ wide'],
    ['an escaped slash', '$a = /x\\/y/ wide'],
    ['an escaped backslash before the closing slash', '$a = /x\\\\/ wide'],
    ['a quotation mark', '$a = /say "x/ wide'],
    ['an open class, group or comment', '$a = /[*(x/ wide'],
  ])('keeps %s inside a regular expression', (_, declaration) => {
    const document = inStrings(declaration);
    expect(scopesOf(grammar, document, 'wide')).toEqual(['storage.modifier.pattern.yara']);
    expect(tokenize(grammar, document).closed).toBe(true);
  });

  it.each([
    ['a URL', '$a = "http://example.com" wide'],
    ['an escaped quotation mark', '$a = "x\\" // y" wide'],
    ['an escaped backslash before the closing quotation mark', '$a = "C:\\\\" wide'],
    ['what opens a comment', '$a = "/*" wide'],
    ['braces', '$a = "} {" wide'],
  ])('keeps %s inside a text string', (_, declaration) => {
    const document = inStrings(declaration);
    expect(scopesOf(grammar, document, 'wide')).toEqual(['storage.modifier.pattern.yara']);
    expect(tokenize(grammar, document).closed).toBe(true);
  });

  it.each(['{ 4D /* } */ 5A } private', '{ 4D // }\n 5A } private', '{ /* " */ 4D // "\n 5A } private'])(
    'reads comments inside a hex string: %s',
    (value) => {
      const document = inStrings(`$a = ${value}`);
      expect(scopesOf(grammar, document, '5A')).toEqual(['constant.numeric.hex.yara']);
      expect(scopesOf(grammar, document, 'private')).toEqual(['storage.modifier.pattern.yara']);
    },
  );

  it.each([
    '$a = "open',
    '$a = "open\\',
    '$a = /open',
    '$a = /open[^',
    '$a = { 4D',
    '$a = { 4D (',
    '$a = { 4D [',
    '$a =',
  ])('recovers on the next line from the unfinished %s', (declaration) => {
    const document = inStrings(`${declaration}\n$b = "text" wide`);
    expect(scopesOf(grammar, document, 'wide')).toEqual(['storage.modifier.pattern.yara']);
    expect(scopesOf(grammar, document, 'condition')).toEqual(['keyword.other.section.yara']);
    expect(tokenize(grammar, document).closed).toBe(true);
  });

  it.each(['rule a {', 'rule a { meta:', 'rule a { strings: $a = {', 'rule a { condition: (', 'rule a :', 'rule'])(
    'sees the next rule after the unfinished %s',
    (start) => {
      const document = `${start}\n\nprivate rule next : tag { condition: true }`;
      expect(scopesOf(grammar, document, 'next')).toEqual(['entity.name.type.rule.yara']);
      expect(scopesOf(grammar, document, 'tag')).toEqual(['entity.name.tag.yara']);
      expect(tokenize(grammar, document).closed).toBe(true);
    },
  );

  it('does not take words for keywords within names, nor names within words', () => {
    const document = inCondition('rule_x and not_y and inside and xfor or condition_1 and pe_x.y and my.pe.z');
    const { lines } = tokenize(grammar, document);
    const words = lines[1]?.tokens.filter(({ scopes }) => scopes.at(-1)?.startsWith('keyword')).map(({ text }) => text);
    expect(words).toEqual(['and', 'and', 'and', 'or', 'and', 'and']);
    expect(scopesOf(grammar, document, 'pe')).toEqual(['support.variable.property.yara']);
  });

  it('tells inequality from the length of a pattern', () => {
    const document = inCondition('!a!=!b[1]');
    expect(tokenize(grammar, document).lines[1]?.tokens.map(({ text }) => text)).toEqual([
      '!', 'a', '!=', '!', 'b', '[', '1', ']',
    ]); // prettier-ignore
  });

  it('tells a range from a floating-point number', () => {
    const document = inCondition('$a in (0..10) and 1.5 > 1');
    expect(scopesOf(grammar, document, '..')).toEqual(['keyword.operator.range.yara']);
    expect(scopesOf(grammar, document, '1.5')).toEqual(['constant.numeric.float.yara']);
  });

  it('colours a fragment that stands alone, as hovers show them', () => {
    expect(scopesOf(grammar, '$a = { 4D 5A } private', '4D')).toEqual(['constant.numeric.hex.yara']);
    expect(scopesOf(grammar, 'condition:\n  any of them', 'any')).toEqual(['keyword.other.quantifier.yara']);
  });

  it('spends bounded time on a hostile line', () => {
    const lines = [
      'a,'.repeat(20_000),
      '('.repeat(20_000),
      '\\'.repeat(20_001),
      '[0-'.repeat(10_000),
      '{1,'.repeat(10_000),
    ];
    for (const line of lines) {
      for (const document of [
        inCondition(line),
        inStrings(`$a = "${line}`),
        inStrings(`$a = /${line}`),
        inStrings(`$a = { ${line}`),
      ]) {
        expect(tokenize(grammar, document).slowestLineMs).toBeLessThan(5_000);
      }
    }
  });
});

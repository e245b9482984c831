/** Each syntax error on its token, in words a person understands. ⟦…⟧ marks the range. */
import { describe, expect, it } from 'vitest';
import { syntaxErrors } from '../../../server/src/language/languageService.ts';
import { YaraDocument } from '../../../server/src/syntax/yaraDocument.ts';

const cases: readonly (readonly [text: string, message: string])[] = [
  ['rule a { condition: ⟦true⟧\nrule b { condition: true }', 'expected `}` to close rule `a`'],
  ['rule a { strings: $a = "x"\n condition: ⟦$a⟧', 'expected `}` to close rule `a`'],
  ['rule a { strings: $a = ⟦"abc⟧\n condition: $a }', 'this text is not closed: expected a `"` before the line ends'],
  [
    'rule a { strings: $a = ⟦/abc⟧\n condition: $a }',
    'this regular expression is not closed: expected a `/` before the line ends',
  ],
  ['rule a { strings: $a = "abc"\n condition ⟦$a⟧ }', 'expected `:` after `condition`'],
  ['rule a { strings: $a ⟦=⟧ \n condition: $a }', 'expected a text, a hex string or a regular expression after `=`'],
  ['rule a { condition: true ⟦and⟧ }', 'expected an expression after `and`'],
  ['rule a { condition: (true and ⟦false⟧ }', 'expected `)` to close the `(` in line 1 after `false`'],
  ['rule a\n{\n condition:\n (\n ⟦true⟧\n}', 'expected `)` to close the `(` in line 4 after `true`'],
  ['rule a { strings: $a = { ⟦0G⟧ 11 } condition: $a }', '`0G` does not belong in a hex string'],
  ['rule a { strings: $a = ⟦{⟧} condition: $a}', 'expected a hex byte after `{`'],
  ['rule ⟦{⟧ condition: true }', 'expected a name after `rule`'],
  ['rule ⟦1⟧a { condition: true }', 'expected a name after `rule`'],
  ['rule a ⟦b⟧ { condition: true }', 'expected `:` or `{` after `a`'],
  ['rule a : ⟦{⟧ condition: true }', 'expected a name after `:`'],
  ['rule a ⟦{⟧ }', 'expected a `condition:` in rule `a`'],
  ['rule a { meta: x ⟦=⟧ \n condition: true }', 'expected a text, a number, `true` or `false` after `=`'],
  ['rule a { meta: x = ⟦foo⟧ condition: true }', 'expected a text, a number, `true` or `false` after `=`'],
  ['rule a { meta: author ⟦"⟧me" condition: true }', 'expected `=` after `author`'],
  ['rule a { strings: ⟦a⟧ = "x" condition: a }', 'expected a pattern such as `$a` after `:`'],
  [
    'rule a { strings: $a = "x" ⟦wid⟧ condition: $a }',
    'expected a modifier, `condition` or a pattern such as `$a` after `"x"`',
  ],
  [
    'rule a { strings: $a = "⟦\\q⟧" condition: $a }',
    '`\\q` is no escape sequence; there are \\t, \\n, \\r, \\", \\\\ and \\xNN',
  ],
  ['import ⟦pe⟧\nrule b { condition: true }', 'expected a text in quotes after `import`'],
  ['rule a { condition: 5 ⟦=⟧ 5 }', 'unexpected `=` after `5`; to compare, write `==`'],
  ['rule a { condition: 1 ⟦of⟧ }', 'expected `them` or a set of patterns after `of`'],
  ['rule a { condition: pe.⟦}⟧', 'expected a name after `.`'],
];

describe('a syntax error', () => {
  it.each(cases)('%s', (marked, message) => {
    const text = marked.replace(/[⟦⟧]/g, '');
    const document = new YaraDocument('file:///a.yar', text);
    const found = syntaxErrors(document).map(({ range, message: said }) => {
      const [start, end] = [document.indexAt(range.start), document.indexAt(range.end)];
      return [`${text.slice(0, start)}⟦${text.slice(start, end)}⟧${text.slice(end)}`, said];
    });
    expect(found[0]).toEqual([marked, message]);
    expect(found.every(([, said]) => said !== '')).toBe(true);
  });

  it('is found again from version to version, and gone when it is mended', () => {
    const document = new YaraDocument('file:///a.yar', 'rule a { condition: true and }\nrule b { condition: true }');
    const edit = (line: number, character: number, text: string, removed = 0) => {
      const start = { line, character };
      document.update(
        [{ range: { start, end: { line, character: character + removed } }, text }],
        document.version + 1,
      );
    };
    expect(syntaxErrors(document)).toHaveLength(1);
    edit(1, 0, '\n\n');
    edit(0, 0, '  ');
    expect(syntaxErrors(document)[0]?.range.start).toEqual({ line: 0, character: 27 });
    edit(0, 31, 'false ');
    expect(syntaxErrors(document)).toEqual([]);
  });
});

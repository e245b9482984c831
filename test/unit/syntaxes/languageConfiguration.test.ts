import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Indenter, type LanguageConfiguration } from './indentation.ts';
import { loadGrammar } from './tokenize.ts';

const url = new URL('../../../syntaxes/language-configuration.json', import.meta.url);
const config = JSON.parse(readFileSync(url, 'utf8')) as LanguageConfiguration;

describe('language configuration', async () => {
  const grammar = await loadGrammar();
  const editor = new Indenter(config, grammar, '    ');

  describe('words', () => {
    const wordAt = (marked: string): string | undefined => {
      const at = marked.indexOf('|');
      const line = marked.replace('|', '');
      for (const match of line.matchAll(new RegExp(config.wordPattern, 'g'))) {
        if (match.index <= at && at <= match.index + match[0].length) return match[0];
      }
      return undefined;
    };

    it.each([
      ['$pay|load at 0', '$payload'],
      ['all of ($pay|*)', '$pay'],
      ['#pay|load > 1', '#payload'],
      ['@payload|[1]', '@payload'],
      ['!pay|load[1]', '!payload'],
      ['not !|a', '!a'],
      ['($|, $b)', '$'],
      ['(# > 1 and #|)', '#'],
      ['a!=b|c', 'bc'],
      ['!=| 2', undefined],
      ['pe.number_of_se|ctions', 'number_of_sections'],
      ['p|e.is_pe', 'pe'],
      ['filesize < 10M|B', '10MB'],
      ['0x5A|4D', '0x5A4D'],
      ['// ein W|ört', 'Wört'],
      ['xor(0x01-0xf|f)', '0xff'],
    ])('takes the word in %s', (marked, word) => {
      expect(wordAt(marked)).toBe(word);
    });

    it('never matches nothing, which VS Code would refuse', () => {
      expect(new RegExp(`^(?:${config.wordPattern})$`).test('')).toBe(false);
    });
  });

  describe('Enter', () => {
    it.each([
      ['after an opening brace', 'rule a {|', 'rule a {\n    |'],
      ['between braces', 'rule a {|}', 'rule a {\n    |\n}'],
      ['after a label', 'rule a {\n    meta:|', 'rule a {\n    meta:\n        |'],
      ['after a label with a comment', '    strings: // why|', '    strings: // why\n        |'],
      ['within a section', '        $a = "x"|', '        $a = "x"\n        |'],
      ['after a hex string on one line', '        $a = { 4D 5A }|', '        $a = { 4D 5A }\n        |'],
      ['in an open hex string', '        $a = {|}', '        $a = {\n            |\n        }'],
      ['after a string that holds a brace', '$a = "{|', '$a = "{\n|'],
      ['after a condition on the line of its label', '    condition: true|', '    condition: true\n    |'],
      ['in an open parenthesis', '        for any i in (1..3) : (|', '        for any i in (1..3) : (\n            |'],
      ['after the end of a rule', '    condition:\n        true\n}|', '    condition:\n        true\n}\n|'],
      ['in a new block comment', '/*| */', '/*\n    |\n */'],
      ['in a new documentation comment', '/**| */', '/**\n * |\n */'],
      ['in a comment with asterisks', '/**\n * a|', '/**\n * a\n * |'],
      ['in a comment without asterisks', '/*\n   Rules|\n*/', '/*\n   Rules\n   |\n*/'],
      ['after a comment with asterisks', '/**\n * a\n */|', '/**\n * a\n */\n|'],
      ['inside a line comment', '    // one| two', '    // one\n    // |two'],
      ['at the end of a line comment', '    // one|', '    // one\n    |'],
      ['inside a URL', '  url = "http://a|b"', '  url = "http://a\n  |b"'],
    ])('%s', (_, before, after) => {
      expect(editor.enter(before)).toBe(after);
    });
  });

  describe('typing', () => {
    const upToPatterns = 'rule a {\n    meta:\n        author = "x"\n    strings:\n        $a = "x"\n        ';

    it.each([
      [
        'puts a label under the one before',
        'rule a {\n    meta:\n        author = "x"\n        ',
        'strings:',
        '    strings:',
      ],
      ['does so after patterns, too', upToPatterns, 'condition:', '    condition:'],
      ['does so after an empty line', `${upToPatterns.trimEnd()}\n\n        `, 'condition:', '    condition:'],
      [
        'does so after a hex string of several lines',
        'rule a {\n    strings:\n        $a = {\n            4D\n        }\n        ',
        'condition:',
        '    condition:',
      ],
      ['leaves the first label where Enter put it', 'rule a {\n    ', 'strings:', '    strings:'],
      // VS Code then puts it under its opening brace by itself.
      ['leaves a closing brace at the margin', 'rule a {\n    condition:\n        true\n', '}', '}'],
      [
        'leaves a key that begins as a label does',
        'rule a {\n    meta:\n        ',
        'condition_note = 1',
        '        condition_note = 1',
      ],
      [
        'leaves a name that begins with rule',
        'rule a {\n    meta:\n        ',
        'rule_type = "x"',
        '        rule_type = "x"',
      ],
    ])('%s', (_, document, text, line) => {
      expect(editor.type(document, text)).toBe(line);
    });

    it('works with tabs and with three spaces', () => {
      const tabs = new Indenter(config, grammar, '\t');
      expect(tabs.type('rule a {\n\tmeta:\n\t\ta = 1\n\t\t', 'condition:')).toBe('\tcondition:');
      expect(tabs.type('rule a {\n\t', 'condition:')).toBe('\tcondition:');
      const three = new Indenter(config, grammar, '   ');
      expect(three.type('rule a {\n   meta:\n      a = 1\n      ', 'condition:')).toBe('   condition:');
    });
  });

  it('reindents rules, all but the closing brace, which two levels end at', () => {
    const rule = [
      'rule a {',
      'meta:',
      'author = "x"',
      'strings:',
      '$a = { 4D 5A }',
      '$b = {',
      '4D 5A',
      '}',
      'condition:',
      'for any i in (1..#a) : (',
      '@a[i] > 1',
      ')',
      '}',
    ];
    const expected = [
      'rule a {',
      '    meta:',
      '        author = "x"',
      '    strings:',
      '        $a = { 4D 5A }',
      '        $b = {',
      '            4D 5A',
      '        }',
      '    condition:',
      '        for any i in (1..#a) : (',
      '            @a[i] > 1',
      '        )',
      '    }',
    ];
    expect(editor.reindent([...rule, '', ...rule].join('\n'))).toBe([...expected, '', ...expected].join('\n'));
  });

  it('closes and surrounds with the brackets that it matches', () => {
    for (const [open, close] of config.brackets) {
      expect(config.autoClosingPairs).toContainEqual({ open, close, notIn: ['string', 'comment'] });
      expect(config.surroundingPairs).toContainEqual([open, close]);
    }
    expect(config.autoClosingPairs).toContainEqual({ open: '"', close: '"', notIn: ['string', 'comment'] });
  });

  it('folds regions in comments', () => {
    const { start, end } = config.folding.markers;
    for (const line of ['// #region Loaders', '  //#region', '// region x']) expect(line).toMatch(new RegExp(start));
    for (const line of ['// #endregion', '//endregion']) {
      expect(line).toMatch(new RegExp(end));
      expect(line).not.toMatch(new RegExp(start));
    }
    for (const line of ['region', '// regional', '$region = "x"']) expect(line).not.toMatch(new RegExp(start));
  });
});

/** Symbols, folds and selections of a file, from its tree. */
import { describe, expect, it } from 'vitest';
import { documentSymbols, foldingRanges, selectionRanges } from '../../../server/src/language/languageService.ts';
import { YaraDocument, type Range } from '../../../server/src/syntax/yaraDocument.ts';

const text = `// Two rules,
// and what they need.
import "pe"
include "base.yar"

private rule first : one two
{
  meta:
    author = "me"
    score = 5
  strings:
    $a = "text" wide
    $hex = {
      01 02
    }
    $ = /re+/
  condition:
    any of them
}

/*
  The second.
*/
global rule second { condition: first }
`;
const document = new YaraDocument('file:///a.yar', text);
const at = ({ start, end }: Range) => text.slice(document.indexAt(start), document.indexAt(end));

describe('document symbols', () => {
  const symbols = documentSymbols(document);

  it('have each rule with its whole range, its modifiers and tags', () => {
    expect(symbols.map(({ name, detail }) => [name, detail])).toEqual([
      ['pe', 'import'],
      ['base.yar', 'include'],
      ['first', 'private one two'],
      ['second', 'global'],
    ]);
    const [, , first] = symbols;
    expect(first && at(first.range)).toMatch(/^private rule first[^]*\n}$/);
    expect(first && at(first.selectionRange)).toBe('first');
  });

  it('have meta, patterns and condition below it', () => {
    const children = symbols[2]?.children ?? [];
    expect(children.map(({ name, detail }) => [name, detail])).toEqual([
      ['meta', '2'],
      ['$a', 'text'],
      ['$hex', 'hex'],
      ['$', 'regex'],
      ['condition', ''],
    ]);
    expect(children.slice(1, 2).map(({ range, selectionRange }) => [at(range), at(selectionRange)])).toEqual([
      ['$a = "text" wide', '$a'],
    ]);
  });

  it('are there for rules around a broken one, and have a name while one is typed', () => {
    const broken = new YaraDocument('file:///b.yar', 'rule a { condition: true }\nrule \nrule c { condition: true }');
    const names = documentSymbols(broken).map(({ name }) => name);
    expect(names).toContain('a');
    expect(names).toContain('c');
    expect(names.every((name) => name !== '')).toBe(true);
  });
});

describe('folding ranges', () => {
  it('are rules but for their last line, sections, long patterns, comments and imports', () => {
    const lines = text.split('\n');
    expect(
      foldingRanges(document).map(({ startLine, endLine, kind }) => [
        lines[startLine]?.trim(),
        lines[endLine]?.trim(),
        kind,
      ]),
    ).toEqual([
      ['// Two rules,', '// and what they need.', 'comment'],
      ['import "pe"', 'include "base.yar"', 'imports'],
      ['private rule first : one two', 'any of them', undefined],
      ['meta:', 'score = 5', undefined],
      ['strings:', '$ = /re+/', undefined],
      ['condition:', 'any of them', undefined],
      ['$hex = {', '}', undefined],
      ['/*', '*/', 'comment'],
    ]);
  });
});

describe('selection ranges', () => {
  it('grow from the token to the rule to the file', () => {
    const index = text.indexOf('wide') + 1;
    const [selection] = selectionRanges(document, [document.positionAt(index)]);
    const steps: string[] = [];
    for (let step = selection; step !== undefined; step = step.parent) {
      steps.push(at(step.range));
    }
    expect(steps.slice(0, 2)).toEqual(['wide', '$a = "text" wide']);
    expect(steps.at(-2)).toMatch(/^private rule first/);
  });
});

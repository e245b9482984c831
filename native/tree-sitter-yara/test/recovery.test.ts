import { describe, expect, it } from 'vitest';
import { breakages } from './support/breakages.ts';
import { errorsOf, parse, rulesOf } from './support/trees.ts';

const good = (name: string, comment = ''): string => `${comment}rule ${name} : tag
{
  meta:
    author = "somebody"
  strings:
    $a = "text" ascii
    $b = { 01 ?? 03 }
  condition:
    any of them
}
`;

const lines = (text: string): number => text.split('\n').length - 1;

describe.each(breakages)('$name', ({ text, leaves }) => {
  const before = good('before');
  const after = good('after', '// About what comes after.\n');
  const file = `import "pe"\n\n${before}\n${text}\n${after}\n${good('last')}`;
  const first = 2 + lines(before) + 1;
  const last = first + lines(text);

  it('leaves the rules around it whole', () => {
    const rules = rulesOf(parse(file));
    expect(rules.filter((rule) => !rule.hasError).map((rule) => rule.name)).toEqual(['before', 'after', 'last']);
  });

  it('has its errors in its own lines', () => {
    const errors = errorsOf(parse(file));
    expect(errors).not.toEqual([]);
    for (const error of errors) {
      expect(error.first, error.type).toBeGreaterThanOrEqual(first);
      expect(error.last, error.type).toBeLessThanOrEqual(last);
    }
  });

  it(leaves === 'rule' ? 'keeps the rule with its name' : 'is nothing but an error', () => {
    const names = rulesOf(parse(file)).map((rule) => rule.name);
    expect(names).toEqual(leaves === 'rule' ? ['before', 'broken', 'after', 'last'] : ['before', 'after', 'last']);
  });

  it('leaves the rules before it whole at the end of a file', () => {
    const rules = rulesOf(parse(`${before}\n${good('second')}\n${text.trimEnd()}`));
    expect(rules.filter((rule) => !rule.hasError).map((rule) => rule.name)).toEqual(['before', 'second']);
  });

  it('leaves the rules after it whole at the start of a file', () => {
    const rules = rulesOf(parse(`${text}${after}\n${good('last')}`));
    expect(rules.filter((rule) => !rule.hasError).map((rule) => rule.name)).toEqual(['after', 'last']);
  });

  it('gives the same tree when it is typed into a whole file', () => {
    const whole = `import "pe"\n\n${before}\n\n${after}\n${good('last')}`;
    const at = `import "pe"\n\n${before}\n`.length;
    const tree = parse(whole);
    const row = first;
    tree.edit({
      startIndex: at,
      oldEndIndex: at,
      newEndIndex: at + text.length,
      startPosition: { row, column: 0 },
      oldEndPosition: { row, column: 0 },
      newEndPosition: { row: row + lines(text), column: 0 },
    });
    const rules = rulesOf(parse(file, tree));
    expect(rules.filter((rule) => !rule.hasError).map((rule) => rule.name)).toEqual(['before', 'after', 'last']);
  });
});

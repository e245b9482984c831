import { describe, expect, it } from 'vitest';
import { findRuleLine, includedPaths, looksLikeYara } from '../../../client/src/ruleText.ts';

describe('looksLikeYara', () => {
  it.each([
    'rule a { condition: true }',
    '\n\n// a comment\nrule a\n{',
    '/*\n * rule all:\n */\nimport "pe"\n',
    'include "common/b.rule"\nrule a {',
    '\uFEFFrule a {',
    'private rule a : t {',
  ])('sees rules in %j', (text) => expect(looksLikeYara(text)).toBe(true));

  it.each([
    '',
    '// rule a {',
    '# rules',
    'alert tcp any any -> any any (msg:"x";)',
    'rule all:\n  input: "x"',
    '{"rule": 1}',
  ])('sees none in %j', (text) => expect(looksLikeYara(text)).toBe(false));

  it('is quick with text that never ends a comment', () => {
    const started = performance.now();
    looksLikeYara('/*'.repeat(100_000));
    looksLikeYara('"'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('findRuleLine', () => {
  const text = [
    '// rule b',
    'rule a {',
    '  strings: $u = "http://x" // rule b',
    '  condition: true',
    '} rule b { condition: a }',
  ].join('\n');

  it('finds declarations, not comments', () => {
    expect(findRuleLine(text, 'a')).toBe(1);
    expect(findRuleLine(text, 'b')).toBe(4);
    expect(findRuleLine(text, 'c')).toBeUndefined();
  });

  it('takes the name as a name, not as an expression', () => {
    expect(findRuleLine(text, '.*')).toBeUndefined();
  });
});

describe('includedPaths', () => {
  it('are those of the includes, as written', () => {
    const text =
      '// include "no"\ninclude "./a.yar"\n  include "b c.yar" include\nrule r { strings: $a = "include \\"x\\"" condition: $a }';
    expect(includedPaths(text)).toEqual(['./a.yar', 'b c.yar']);
  });
});

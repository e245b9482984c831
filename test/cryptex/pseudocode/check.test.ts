import { describe, expect, it } from 'vitest';
import { isBalanced, mended } from '../../../server/src/cryptex/pseudocode/check.ts';

describe('balance of pseudocode', () => {
  it.each([
    [''],
    ['a ← b'],
    ['if a: b else: c'],
    ['if a:\n  b\nend'],
    ['if a:\n  b\nelse: c'],
    ['if a: b\nelse:\n  c\nend'],
    ['switch x:\ncase 1: a\ncase 2:\n  b\nelse: c\nend'],
    ['try:\n  a\ncatch E:\n  b\nfinally: c'],
    [`f("(", '"', '(')`],
    ["a man's word"],
  ])('takes %j', (text) => {
    expect(isBalanced(text)).toBe(true);
  });

  it.each([
    ['if a:\n  b'],
    ['if a:\n  b\nend\nend'],
    ['end'],
    ['if a:\nb\nend'],
    ['  a'],
    ['if a:\n    b\nend'],
    ['f(a'],
    ['f)a('],
    ['"a'],
    ['a\n\nb'],
    ['switch x:\ncase 1: a'],
  ])('refuses %j', (text) => {
    expect(isBalanced(text)).toBe(false);
  });

  it('drops halves of brackets and quotes', () => {
    expect(mended('f(a[1), "b')).toBe('f(a1), b');
  });
});

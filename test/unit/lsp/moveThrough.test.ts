import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../server/src/language/diagnostics.ts';
import { moveThrough } from '../../../server/src/lsp/moveThrough.ts';

const range = (line: number, from: number, to: number) => ({
  start: { line, character: from },
  end: { line, character: to },
});
const diagnostic = (line: number, from: number, to: number): Diagnostic => ({
  range: range(line, from, to),
  severity: 'error',
  code: 'x',
  message: 'x',
  source: 'libyara',
});
const move = (text: string, over: ReturnType<typeof range>) =>
  moveThrough([diagnostic(2, 4, 8)], [{ range: over, text }]).map((one) => one.range);

describe('a diagnostic', () => {
  it('moves with what is typed before it', () => {
    expect(move('ab', range(2, 1, 1))).toEqual([range(2, 6, 10)]);
    expect(move('a\nb', range(2, 1, 1))).toEqual([range(3, 4, 8)]);
    expect(move('\r\n\r', range(0, 0, 0))).toEqual([range(4, 4, 8)]);
    expect(move('', { start: { line: 1, character: 2 }, end: { line: 2, character: 2 } })).toEqual([range(1, 4, 8)]);
  });

  it('stays where it is when something behind it changes', () => {
    expect(move('x', range(2, 9, 9))).toEqual([range(2, 4, 8)]);
  });

  it('goes when its own text is edited, or everything is', () => {
    expect(move('x', range(2, 5, 5))).toEqual([]);
    expect(move('x', range(2, 8, 8))).toEqual([]);
    expect(moveThrough([diagnostic(2, 4, 8)], [{ text: '' }])).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexPageSize } from '../../../server/src/protocol/hexView.ts';
import { MatchIndex } from '../../../webview/hexView/matchIndex.ts';
import { parseOffset } from '../../../webview/hexView/offsets.ts';
import { PageCache } from '../../../webview/hexView/pageCache.ts';

describe('an offset', () => {
  it.each([
    ['0', 0],
    [' 4096 ', 4096],
    ['0x1F', 31],
    ['0XfF', 255],
    ['', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['0x', undefined],
    ['FF', undefined],
    ['99999999999999999999', undefined],
  ])('%j is %s', (text, offset) => expect(parseOffset(text)).toBe(offset));
});

describe('matches by place', () => {
  const matches = fc
    .array(fc.record({ offset: fc.nat(60), length: fc.nat(30) }), { maxLength: 40 })
    .map((all) => all.map((one) => ({ ...one, pattern: '$a', rule: 'R' })).sort((a, b) => a.offset - b.offset));

  it('are all that have a byte there, and no others', () => {
    fc.assert(
      fc.property(matches, fc.nat(80), fc.integer({ min: 1, max: 16 }), (all, from, length) => {
        const expected = all.flatMap(({ offset, length: own }, index) =>
          own > 0 && offset < from + length && offset + own > from ? [index] : [],
        );
        expect(new MatchIndex(all).between(from, from + length).reverse()).toEqual(expected);
      }),
    );
  });

  it('are found from any place on, forwards and backwards', () => {
    fc.assert(
      fc.property(matches, fc.nat(80), (all, place) => {
        const index = new MatchIndex(all);
        const next = all.findIndex(({ offset }) => offset > place);
        expect(index.after(place)).toBe(next === -1 ? undefined : next);
        const previous = all.findLastIndex(({ offset }) => offset < place);
        expect(index.before(place)).toBe(previous === -1 ? undefined : previous);
      }),
    );
  });
});

describe('pages', () => {
  it('are asked for once, forgotten when many others were looked at, and then asked for again', () => {
    const asked: number[] = [];
    const pages = new PageCache((offset) => asked.push(offset));
    pages.need(hexPageSize - 1, hexPageSize + 1);
    pages.need(0, 1);
    expect(asked).toEqual([0, hexPageSize]);
    pages.put(hexPageSize, '00ff');
    expect([pages.byte(hexPageSize + 1), pages.byte(hexPageSize + 2), pages.byte(0)]).toEqual([
      255,
      undefined,
      undefined,
    ]);
    for (let page = 2; page < 200; page++) pages.need(page * hexPageSize, page * hexPageSize + 1);
    expect(pages.byte(hexPageSize + 1)).toBeUndefined();
    asked.length = 0;
    pages.need(hexPageSize, hexPageSize + 1);
    expect(asked).toEqual([hexPageSize]);
  });
});

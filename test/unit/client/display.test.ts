import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSpan, iconSafe, notificationSafe, oneLine, visible } from '../../../client/src/display.ts';

describe('visible', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of ['C:\\samples\\a b.exe', 'Обзор', '検体', '🦠.bin', '']) {
      expect(visible(text)).toBe(text);
    }
  });

  it('shows what would hide, reverse or break text', () => {
    expect(visible('a\u202Efdp.exe')).toBe('a\\u{202E}fdp.exe');
    expect(visible('a\u200Bb\u2066c\uFEFFd')).toBe('a\\u{200B}b\\u{2066}c\\u{FEFF}d');
    expect(visible('a\nb\0c\u001B[31m\u2028')).toBe('a\\u{A}b\\u{0}c\\u{1B}[31m\\u{2028}');
    expect(visible('a\uD800b')).toBe('a\\u{D800}b');
  });

  it('cuts long text in the middle', () => {
    expect(visible(`${'a'.repeat(500)}${'b'.repeat(500)}`, 10)).toBe('aaaaa…bbbbb');
  });

  it('never lets a control or bidi character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('iconSafe', () => {
  it('keeps icon syntax from becoming an icon', () => {
    expect(iconSafe('$(bug) $(sync~spin)')).toBe('\\$(bug) \\$(sync~spin)');
    expect(iconSafe('costs $(5)?')).toBe('costs \\$(5)?');
    expect(iconSafe('$5 (five)')).toBe('$5 (five)');
  });
});

describe('notificationSafe', () => {
  it('keeps a link from becoming one', () => {
    expect(notificationSafe('[ok](command:workbench.action.quit).bin')).not.toMatch(/\]\(/);
  });
});

describe('oneLine', () => {
  it('joins lines and shows what else is hidden', () => {
    expect(oneLine('not found.\n  To install it: x\0')).toBe('not found. To install it: x\\u{0}');
  });
});

describe('codeSpan', () => {
  it('holds mark-up, images and addresses as text', () => {
    expect(codeSpan('![x](https://e.example/t.png)')).toBe('` ![x](https://e.example/t.png) `');
  });

  it('has a fence that the text does not contain', () => {
    expect(codeSpan('a`b``c')).toBe('``` a`b``c ```');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\n', '[') }), (text) => {
        const span = codeSpan(text);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inner = span.slice(fence.length, span.length - fence.length);
        const runs = inner.match(/`+/g) ?? [];
        expect(runs).not.toContain(fence);
        expect(inner.startsWith(' ') && inner.endsWith(' ')).toBe(true);
      }),
    );
  });

  it('is a span even of nothing', () => {
    expect(codeSpan('')).toBe('` `');
  });
});

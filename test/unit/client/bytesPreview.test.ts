import { describe, expect, it } from 'vitest';
import { hexBytes, previewBytes } from '../../../client/src/views/scanPanel/bytesPreview.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('previewBytes', () => {
  it('shows text as text', () => {
    expect(previewBytes(ascii('cmd.exe'))).toEqual({ kind: 'text', text: '"cmd.exe"' });
  });

  it('escapes quotes, backslashes and bytes that are not printable', () => {
    expect(previewBytes(ascii('a"b\\c\nddd')).text).toBe('"a\\"b\\\\c\\x0Addd"');
  });

  it('shows wide text as text', () => {
    expect(previewBytes(ascii('c\0m\0d\0'))).toEqual({ kind: 'wide', text: '"cmd"' });
  });

  it('shows binary as hex', () => {
    expect(previewBytes(Uint8Array.of(0x90, 0x90, 0x00, 0x4d))).toEqual({ kind: 'hex', text: '90 90 00 4D' });
  });

  it('tells when there is more than is shown', () => {
    expect(previewBytes(ascii('abcd'), 1000).text).toBe('"abcd…"');
    expect(previewBytes(ascii('x'.repeat(200))).text).toBe(`"${'x'.repeat(48)}…"`);
    expect(previewBytes(new Uint8Array(100)).text).toBe(`${Array(16).fill('00').join(' ')} …`);
    expect(previewBytes(ascii('c\0m\0d\0'), 60).text).toBe('"cmd…"');
  });

  it('shows a match that is cut to few bytes with its rest', () => {
    expect(previewBytes(Uint8Array.of(1, 2), 9).text).toBe('01 02 …');
  });

  it('shows an empty match as nothing', () => {
    expect(previewBytes(new Uint8Array()).text).toBe('');
  });
});

describe('hexBytes', () => {
  it('pairs digits', () => expect(hexBytes(Uint8Array.of(0, 255, 10))).toBe('00 FF 0A'));
});

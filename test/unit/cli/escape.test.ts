import { describe, expect, it } from 'vitest';
import { toJson } from '../../../server/src/common/json.ts';
import { escapeBytes, escapeText } from '../../../server/src/common/escape.ts';

describe('escapeText', () => {
  it.each([
    ['plain – ünïcode 漢字 🦀', 'plain – ünïcode 漢字 🦀'],
    ['C:\\samples\\new', 'C:\\samples\\new'],
    ['\u001b[2Jgone', '\\x1b[2Jgone'],
    ['a\nb\tc\rd\u0000', 'a\\nb\\tc\\rd\\x00'],
    ['\u009b31m', '\\x9b31m'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
  ])('%j', (text, expected) => expect(escapeText(text)).toBe(expected));
});

describe('escapeBytes', () => {
  it('shows printable ASCII and writes all else as yara does', () => {
    expect(escapeBytes(Uint8Array.of(0x41, 0x20, 0x7e, 0x7f, 0x1b, 0x0a, 0xff))).toBe('A ~\\x7F\\x1B\\x0A\\xFF');
  });
});

describe('toJson', () => {
  it('keeps every digit of a 64-bit integer', () => {
    expect(toJson({ a: 9223372036854775807n, b: 1 })).toBe('{"a":9223372036854775807,"b":1}');
  });
  it('lets no control character through, and changes no value', () => {
    const text = '\u001b[0m \u009b0m \u202e \u2028';
    const json = toJson(text);
    expect(json).toBe('"\\u001b[0m \\u009b0m \\u202e \\u2028"');
    expect(JSON.parse(json)).toBe(text);
  });
});

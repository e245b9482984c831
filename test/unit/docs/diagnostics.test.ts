import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messageKinds, unknownMessage } from '../../../server/src/language/engine/messages.ts';

const page = readFileSync(new URL('../../../docs/diagnostics.md', import.meta.url), 'utf8');
const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
const codes = [...new Set([...messageKinds.map(({ code }) => code), unknownMessage.code, 'syntax', 'engine-failed'])];

describe('docs/diagnostics.md', () => {
  it('has a heading for every code', () => expect(codes.filter((code) => !headings.includes(code))).toEqual([]));
  it('has no heading that is not a code', () =>
    expect(headings.filter((heading) => !codes.includes(heading))).toEqual([]));
  it('has each heading once', () => expect(new Set(headings).size).toBe(headings.length));
  it('says something under each', () => {
    const sections = page.split(/^## .*$/m).slice(1);
    expect(sections.filter((section) => section.trim() === '')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';
import { definitions, extracted, only, outline, uses } from './support.ts';

describe('extracting a file', () => {
  it('takes no file that no language reads', async () => {
    expect(await extractSource('notes.txt', Buffer.from('int f(void) {}'))).toBeUndefined();
  });

  it('gives the file itself as the first entry, with what is outside of definitions', async () => {
    const { symbols, lines } = await extracted(
      'lib/arena.c',
      '#include <stdio.h>\n#include "yara/arena.h"\n\nstatic run_t table[] = {run};\n\nint f(void) { return 0; }\n',
    );
    expect(symbols.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['module arena.c', 'function f']);
    expect(uses(symbols[0])).toEqual(['include:stdio.h', 'include:yara/arena.h', 'type:run_t', 'value:run']);
    expect(symbols[0]?.span).toEqual({ startLine: 1, startColumn: 0, endLine: 6, endColumn: 25 });
    expect(lines).toBe(6);
  });

  it('gives spans of whole definitions, their comments apart', async () => {
    const symbol = await only('a.c', '\n/** Adds. */\nint add(int a,\n        int b)\n{\n  return a + b;\n}\n\n');
    expect(symbol.span).toEqual({ startLine: 3, startColumn: 0, endLine: 7, endColumn: 1 });
    expect(symbol.docSpan).toEqual({ startLine: 2, startColumn: 0, endLine: 2, endColumn: 12 });
    expect(symbol.summary).toEqual({ text: 'Adds.', source: 'doc' });
  });

  it('counts columns in UTF-16 code units and lines as editors do', async () => {
    const symbol = await only('a.c', '/* 😀 */ int a(void) { return 0; }\r/* next */');
    expect(symbol.span).toEqual({ startLine: 1, startColumn: 9, endLine: 1, endColumn: 34 });
    const later = await only('b.c', '/* a */\r/* b */\rint a(void)\r\n{\n}\r');
    expect(later.span).toMatchObject({ startLine: 3, endLine: 5 });
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffint f(void) { }')],
    ['UTF-16, little end first', Buffer.from('\ufeffint f(void) { }', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('\ufeffint f(void) { }', 'utf16le').swap16()],
    ['Latin-1', Buffer.from('int f(void) { } /* \xfc */', 'latin1')],
  ])('reads %s', async (_, bytes) => {
    const symbol = await only('a.c', bytes);
    expect(symbol).toMatchObject({ name: 'f', span: { startLine: 1, startColumn: 0, endLine: 1, endColumn: 15 } });
  });

  it('reads a text that is longer than the buffers of the parser', async () => {
    const source = Array.from({ length: 20_000 }, (_, at) => `int f${at}(void) { return g${at}(); }\n`).join('');
    const symbols = await definitions('a.c', source);
    expect(symbols).toHaveLength(20_000);
    expect(symbols.at(-1)).toMatchObject({ name: 'f19999', span: { startLine: 20_000 } });
    expect(uses(symbols.at(-1))).toEqual(['call:g19999']);
  });

  it('finds what is around a part that is not C', async () => {
    const { symbols, syntaxErrors } = await extracted(
      'a.c',
      'int a(void) { return 1; }\n\n@@@ what is this ???;\n\nint b(void) { return 2; }\n',
    );
    expect(outline(symbols.slice(1))).toEqual(['function a 1-1', 'function b 5-5']);
    expect(syntaxErrors.map(({ startLine }) => startLine)).toContain(3);
  });

  it('takes an empty file', async () => {
    const { symbols, lines, syntaxErrors } = await extracted('a.c', '');
    expect(outline(symbols)).toEqual(['module a.c 1-1']);
    expect({ lines, syntaxErrors }).toEqual({ lines: 0, syntaxErrors: [] });
  });
});

describe('the hash of a definition', () => {
  const hashOf = async (source: string) => (await only('a.c', source)).bodyHash;

  it('is that of another name, other space and other comments', async () => {
    const hash = await hashOf('int one(int a) { return a; }');
    expect(await hashOf('int\ntwo(int a)  /* new */\n{ return a; }')).toBe(hash);
  });

  it('changes with the code', async () => {
    expect(await hashOf('int one(int a) { return a; }')).not.toBe(await hashOf('int one(int a) { return -a; }'));
    expect(await hashOf('int one(int a) { return a; }')).not.toBe(await hashOf('int one(long a) { return a; }'));
  });
});

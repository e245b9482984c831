/** What libyara says of rules equals what `yarac` of the same version says, whatever the bytes. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';
import { yarac } from './oracle.ts';

const latin1 = (content: string) => Buffer.from(content, 'latin1');
const good = 'rule good { strings: $a = "a" condition: $a }\n';
const bad = 'rule bad { condition: nothing }\n';

const hostile: Readonly<Record<string, string | Buffer>> = {
  empty: '',
  'white space only': ' \t\r\n\n',
  'one rule': good,
  'an error': bad,
  'several errors': `${bad}${good}rule { }\nrule c { condition: $x }\n${bad}`,
  'a NUL between rules': `${good}\0${bad}`,
  'a NUL in a string': `rule a { strings: $a = "x\0y" condition: $a }\n${bad}`,
  'a NUL in a comment': `/* \0 */ ${bad}`,
  'a NUL in a line comment': `// a \0 b\n${bad}`,
  'a NUL in an identifier': `rule a\0b { condition: true }`,
  'only NULs': '\0\0\0\0',
  'a byte order mark': `\ufeff${good}`,
  'UTF-16': Buffer.from(bad, 'utf16le'),
  'Latin-1 in a comment': latin1(`// caf\xe9\n${bad}`),
  'Latin-1 in an identifier': latin1('rule caf\xe9 { condition: true }'),
  'Latin-1 in an include': latin1('include "caf\xe9.yar"\n'),
  'Latin-1 in a string': latin1('rule a { strings: $a = "caf\xe9" $a = "caf\xe9" condition: $a }'),
  'UTF-8 in a message': 'rule a { condition: caf\u00e9 }',
  'DOS line ends': `${good}${bad}`.replaceAll('\n', '\r\n'),
  'old Macintosh line ends': `${good}${bad}`.replaceAll('\n', '\r'),
  'an unterminated comment': `${bad}/* never closed\n\n`,
  'an unterminated string': `${bad}rule a { strings: $a = "never closed\n condition: $a }\n`,
  'an unterminated string at the end': 'rule a { strings: $a = "never closed',
  'an unterminated regular expression': 'rule a { strings: $a = /never closed\n condition: $a }\n',
  'an unterminated hex string': 'rule a { strings: $a = { 01 02 ?? \n condition: $a }\n',
  'an unterminated include': 'include "never closed\n\nrule a { condition: true }\n',
  'an unterminated rule': 'rule a { condition: true',
  'a backslash at the end': 'rule a { strings: $a = "x\\',
  'a very long line': `rule a { condition: ${'true and '.repeat(20_000)} nothing }`,
  'a very long identifier': `rule ${'a'.repeat(200)} { condition: true }\n${bad}`,
  'an identifier of many kilobytes': `rule ${'a'.repeat(50_000)} { condition: true }\n${bad}`,
  'a string longer than the lexer buffer': `rule a { strings: $a = "${'x'.repeat(20_000)}" condition: $a }\n${bad}`,
  'a hex string of many kilobytes': `rule a { strings: $a = { ${'00 '.repeat(30_000)} } condition: $a }\n${bad}`,
  'an include longer than the lexer buffer': `include "${'x'.repeat(20_000)}"\n${bad}`,
  'a missing include with a long name': `include "${'x'.repeat(600)}"\n${bad}`,
  'a missing include': `\ninclude "missing.yar"\n${bad}`,
  'an empty include': `include ""\n${bad}`,
  'an include of the folder': `include "."\n${bad}`,
  'an include inside a rule': 'rule a { condition: include "missing.yar" true }',
  'a bad escape': 'rule a { strings: $a = "\\q" condition: $a }',
  'a bad regular expression': 'rule a { strings: $a = /a{2,1}/ $b = /(/ condition: any of them }',
  'a slow pattern': 'rule a { strings: $a = { 00 } $b = /.*a.*/ condition: any of them }',
  'an unknown module': 'import "nonsense"\nrule a { condition: true }',
  'an import with a NUL': 'import "p\0e"\nrule a { condition: true }',
  'wrong types': 'import "pe"\nrule a { condition: pe.number_of_sections == "x" }\nrule b { condition: 1 + "a" }',
  'a number too big': 'rule a { condition: 99999999999999999999 == 1 }',
  duplicates: `${good}${good}rule t : a a { meta: m = 1 m = 2 condition: true }`,
  'an undefined string': 'rule a { condition: $x or #y > 1 or @z == 2 }',
  'nesting too deep': `rule a { condition: ${'for any i in (1..2) : ('.repeat(6)} true ${')'.repeat(6)} }`,
  'many parentheses': `rule a { condition: ${'('.repeat(3000)} true ${')'.repeat(3000)} }`,
  binary: Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 73 + (index >> 3)) & 0xff)),
};

forEachLibrary((library) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex-messages-')));
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  beforeAll(async () => pool.ready());
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it.for(Object.entries(hostile))('%s', async ([name, content]) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.yar`);
    await writeFile(path, content);
    const expected = await yarac(library, [path]);
    const fromDisk = await pool.run(compileJob([path]));
    expect(fromDisk.messages).toEqual(expected);
    const fromBuffer = await pool.run(compileJob([{ path: join(folder, name), bytes: Buffer.from(content) }]));
    expect(fromBuffer.messages.map(({ line, text }) => [line, text])).toEqual(
      expected.map(({ line, text }) => [line, text]),
    );
  });

  async function files(contents: Readonly<Record<string, string>>): Promise<string> {
    const root = mkdtempSync(join(folder, 'tree-'));
    for (const [name, content] of Object.entries(contents)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    return root;
  }

  it.for<[string, Readonly<Record<string, string>>]>([
    ['errors in an included file', { 'root.yar': `include "sub/a.yar"\n${bad}`, 'sub/a.yar': `\n\n${bad}` }],
    [
      'one spelling in two folders',
      {
        'root.yar': 'include "a/index.yar"\n',
        'a/index.yar': `include "b/index.yar"\nrule in_a { condition: x }\n`,
        'a/b/index.yar': '\nrule in_b { condition: y }\n',
      },
    ],
    [
      'the same spelling again after it has been left',
      {
        'root.yar': 'include "a/x.yar"\ninclude "common.yar"\n',
        'a/x.yar': 'include "common.yar"\n',
        'a/common.yar': '\nrule one { condition: p }\n',
        'common.yar': '\n\nrule two { condition: q }\n',
      },
    ],
    ['a circle of one', { 'root.yar': `\ninclude "root.yar"\n${bad}` }],
    ['a circle of two', { 'root.yar': `include "b.yar"\n${bad}`, 'b.yar': `\ninclude "root.yar"\n${bad}` }],
    ['a circle through a folder', { 'root.yar': 'include "a/b.yar"\n', 'a/b.yar': '\ninclude "../root.yar"\n' }],
    ['a circle inside a rule', { 'root.yar': 'rule a { condition: include "root.yar" true }' }],
    [
      'includes that are too deep',
      Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [
          index === 0 ? 'root.yar' : `${index}.yar`,
          `include "${index + 1}.yar"\nrule r${index} { condition: true }\n`,
        ]),
      ),
    ],
    ['an included file with a NUL', { 'root.yar': `include "a.yar"\n${bad}`, 'a.yar': `${good}\0${bad}` }],
    [
      'an included file that does not end',
      { 'root.yar': `include "a.yar"\n${good}`, 'a.yar': 'rule a { condition: true' },
    ],
    ['an empty included file', { 'root.yar': `include "a.yar"\n${bad}`, 'a.yar': '' }],
    ['the same file twice', { 'root.yar': 'include "a.yar"\ninclude "a.yar"\n', 'a.yar': good }],
    ['a missing include in a folder', { 'root.yar': 'include "a/b.yar"\n', 'a/b.yar': `include "c.yar"\n${bad}` }],
  ])('%s', async ([, contents]) => {
    const root = join(await files(contents), 'root.yar');
    const { messages } = await pool.run(compileJob([root]));
    expect(messages).toEqual(await yarac(library, [root]));
    expect(messages.length).toBeGreaterThan(0);
  });

  it('stops at the first source with an error, as yarac does', async () => {
    const root = await files({ 'a.yar': good, 'b.yar': bad, 'c.yar': bad.replace('bad', 'worse') });
    const sources = ['a.yar', 'b.yar', 'c.yar'].map((name) => join(root, name));
    const { messages } = await pool.run(compileJob(sources));
    expect(messages).toEqual(await yarac(library, sources));
    expect(messages.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

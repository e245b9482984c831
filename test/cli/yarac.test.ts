/** `cryptex yarac` says and writes what `yarac` of the same version does. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testLibraries } from './support/libraries.ts';
import { original, ours } from './support/originals.ts';
import { Workspace } from './support/workspace.ts';

const files = {
  'r.yar': 'rule r : tag { meta: m = 1 strings: $a = "abc" $h = { 61 62 [0-3] 64 } condition: any of them }',
  'second.yar': 'rule second { condition: filesize < 100 }',
  'external.yar': 'rule ext { condition: name == "x" }',
  'warn.yar': 'rule warned { strings: $a = /a.*b/ $b = "x" condition: any of them }',
  'error.yar': 'rule ok { condition: true }\nrule broken {\n  condition: unknown }\nimport "nowhere"\n',
  'syntax.yar': 'rule a {\n condition true\n}\n',
  'escape.yar': 'rule escape { strings: $a = /abc\\j/ condition: $a }',
  'sub/outer.yar': 'include "inner.yar"\nrule outer { condition: inner }',
  'sub/inner.yar': 'rule inner { condition: true }',
  sample: '..abc..ab0d..x',
};

const table: readonly string[] = [
  'r.yar out',
  'r.yar second.yar out',
  'ns:r.yar other:second.yar out',
  'r.yar r.yar out',
  'a:r.yar b:r.yar out',
  'sub/outer.yar out',
  'warn.yar out',
  '-w warn.yar out',
  '--fail-on-warnings warn.yar out',
  '--fail-on-warnings -w warn.yar out',
  'error.yar out',
  'syntax.yar out',
  'r.yar error.yar out',
  'r.yar absent.yar out',
  'absent.yar out',
  'out',
  '',
  '-Q r.yar out',
  '-d name=x external.yar out',
  'external.yar out',
  '-d name external.yar out',
  '-d name=x -d name=y external.yar out',
  'r.yar out -d name=x',
  '--max-strings-per-rule=1 r.yar out',
  '--max-strings-per-rule r.yar out',
  '--atom-quality-table=absent r.yar out',
];

describe.each(await testLibraries())('cryptex yarac and yarac $version', (library) => {
  if (library.path === undefined) {
    it.skip('needs the library: npm run setup', () => undefined);
    return;
  }
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create(library.path, files);
  });
  afterEach(() => workspace.remove());

  const later = ['-E escape.yar out', '-E --fail-on-warnings escape.yar out'];
  it.each([...table, ...(library.version.startsWith('4.5') ? later : [])])('%s', async (line) => {
    const args = line === '' ? [] : line.split(' ');
    const theirs = await original(
      'yarac',
      library,
      args.map((arg) => (arg === 'out' && args.length > 1 ? 'theirs' : arg)),
      workspace.folder,
    );
    const own = await ours('yarac', args, workspace.options);
    expect({ ...own, stderr: own.stderr.replace('Usage: cryptex yarac', 'Usage: yarac') }).toEqual(theirs);
    expect(existsSync(workspace.path('out'))).toBe(existsSync(workspace.path('theirs')));
    if (!existsSync(workspace.path('out'))) return;
    // What ours wrote is loaded by the original, which finds the same with it.
    const scan = (rules: string) => original('yara', library, ['-C', '-esmg', rules, 'sample'], workspace.folder);
    const found = await scan('out');
    expect(found).toEqual(await scan('theirs'));
    expect(found).toMatchObject({ code: 0, stderr: '' });
    // And the other way round.
    expect(await ours('yara', ['-C', '-esmg', 'theirs', 'sample'], workspace.options)).toEqual(found);
  });

  it('writes to a device and leaves it one', async () => {
    expect(await ours('yarac', ['r.yar', '/dev/null'], workspace.options)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says when the output can not be written, of which yarac is silent', async () => {
    const { code, stderr } = await ours('yarac', ['r.yar', 'absent/out'], workspace.options);
    expect({ code, said: stderr.includes("absent/out can't be written") }).toEqual({ code: 2, said: true });
  });

  it('keeps what was there when the rules have errors', async () => {
    await workspace.write({ out: 'before' });
    expect((await ours('yarac', ['error.yar', 'out'], workspace.options)).code).toBe(1);
    expect(readFileSync(workspace.path('out'), 'utf8')).toBe('before');
  });
});

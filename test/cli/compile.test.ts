import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const good = 'rule a { strings: $a = "first" $b = "second" condition: all of them }\n';
const bad = 'rule b {\n  condition: nothing\n}\n';

describe.each(await testLibraries())('compile with libyara $version', ({ path }) => {
  const test = it.skipIf(path === undefined);

  test('writes what libyara can load', async () => {
    workspace = await Workspace.create(path ?? '', { 'a.yar': good });
    const { code, stdout, stderr } = await workspace.run('compile', 'a.yar', '-o', 'out.yarc');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'out.yarc: 1 rules, 2 patterns\n', stderr: '' });
    expect((await readFile(workspace.path('out.yarc'))).toString('latin1', 0, 4)).toBe('YARA');
  });

  test('reports errors with exit code 1 and leaves the output as it was', async () => {
    workspace = await Workspace.create(path ?? '', { 'a.yar': good, 'b.yar': bad, 'out.yarc': 'before' });
    const text = await workspace.run('compile', 'a.yar', 'b.yar', '-o', 'out.yarc');
    expect(text).toMatchObject({ code: 1, stdout: '' });
    expect(text.stderr).toBe('b.yar:2: error: undefined identifier "nothing" (rule b)\n');
    const json = await workspace.run('compile', 'b.yar', '-o', 'out.yarc', '--format', 'json');
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      messages: [{ level: 'error', path: workspace.path('b.yar'), line: 2, rule: 'b' }],
    });
    expect(await readFile(workspace.path('out.yarc'), 'utf8')).toBe('before');
  });

  test('takes namespaces, external variables, include folders and folders of rules', async () => {
    workspace = await Workspace.create(path ?? '', {
      'rules/one.yar': 'rule same { condition: true }',
      'rules/sub/two.yara': 'include "shared.yar"\nrule same { condition: shared and size > 1 and name contains "a" }',
      'shared/shared.yar': 'rule shared { condition: true }',
    });
    const args = [
      'compile',
      'rules',
      '-I',
      'shared',
      '-d',
      'size=2',
      '-d',
      'name=abc',
      '-o',
      'out',
      '--format',
      'json',
    ];
    const { code, stdout } = await workspace.run(...args);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, rules: 3, output: workspace.path('out'), messages: [] });
    expect(code).toBe(0);
    const clash = await workspace.run('compile', 'rules/one.yar', 'rules/one.yar', '-o', 'clash');
    expect(clash).toMatchObject({ code: 1 });
    expect(clash.stderr).toContain('duplicated');
    expect(await workspace.run('compile', 'a:rules/one.yar', 'b:rules/one.yar', '-o', 'two')).toMatchObject({
      code: 0,
    });
  });

  test('an external variable of the wrong type is an error of the rule', async () => {
    workspace = await Workspace.create(path ?? '', { 'a.yar': 'rule a { condition: name contains "x" }' });
    expect((await workspace.run('compile', 'a.yar', '-d', 'name=5', '-o', 'out')).code).toBe(1);
    expect((await workspace.run('compile', 'a.yar', '-d', 'name=5x', '-o', 'out')).code).toBe(0);
  });

  test('what can not be read or written is exit code 2', async () => {
    workspace = await Workspace.create(path ?? '', { 'a.yar': good, 'empty/readme': '', compiled: 'YARA....' });
    for (const rules of ['missing.yar', 'empty', 'compiled', 'a.yar/x.yar']) {
      const { code, stdout, stderr } = await workspace.run('compile', rules, '-o', 'out');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: .*\n$/);
    }
    const unwritable = await workspace.run('compile', 'a.yar', '-o', 'no/such/folder/out');
    expect(unwritable).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(workspace.path('out'))).toBe(false);
  });

  test('takes rules that are empty, binary, or large', async () => {
    const binary = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7 + 128) % 256);
    const comment = `// ${'x'.repeat(97)}\n`;
    workspace = await Workspace.create(path ?? '', {
      'empty.yar': '',
      'binary.yar': binary,
      'large.yar': comment.repeat(500_000) + good,
    });
    expect(await workspace.run('compile', 'empty.yar', '-o', 'out')).toMatchObject({ code: 0 });
    expect(await workspace.run('compile', 'binary.yar', '-o', 'out')).toMatchObject({ code: 1 });
    const large = await workspace.run('compile', 'large.yar', '-o', 'out');
    expect(large).toMatchObject({ code: 0, stdout: 'out: 1 rules, 2 patterns\n' });
  });
});

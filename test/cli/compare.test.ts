/** `cryptex compare` against the real `yara`, and against programs that say something else. */
import { chmodSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

const files = {
  'r.yar': 'rule r : tag { meta: m = 1 strings: $a = "abc" $h = { 61 62 } condition: any of them }',
  'd/one': '..abc..ab..',
  'd/two': 'nothing',
  'd/sub/three': 'abc',
};

/** A `yara` that knows its version and prints what it is told to. */
const impostor = (printed: string, code = 0) =>
  `#!/bin/sh\nif [ "$1" = --version ]; then echo 4.5.2; exit 0; fi\nprintf '%s\\n' '${printed}'\nexit ${code}\n`;

describe.each(await testLibraries())('cryptex compare with libyara $version', (library) => {
  if (library.path === undefined) {
    it.skip('needs the library: npm run setup', () => undefined);
    return;
  }
  let workspace: Workspace;
  afterEach(() => workspace.remove());

  async function wrapper(script: string): Promise<string> {
    await workspace.write({ 'yara.sh': script });
    chmodSync(workspace.path('yara.sh'), 0o755);
    return workspace.path('yara.sh');
  }

  it('finds no difference where there is none', async () => {
    workspace = await Workspace.create(library.path, files);
    const folder = library.environment['LD_LIBRARY_PATH'] ?? '';
    const yara = await wrapper(`#!/bin/sh\nLD_LIBRARY_PATH='${folder}' exec '${library.program}' "$@"\n`);
    const { code, stdout, stderr } = await workspace.run('compare', 'r.yar', 'd', 'd/none', '-r', '--yara', yara);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^d: the same\n {2}yara {4}4\.\d\.\d {2}2 rules, .* s, exit code 0\n {2}cryptex .*2 rules/);
    expect(stdout).toMatch(/d\/none: the same\n.*0 rules, .* s, exit code 1\n/);
  });

  it('tells what only one of the two says', async () => {
    workspace = await Workspace.create(library.path, files);
    const yara = await wrapper(impostor('default:other [] [] d/one', 1));
    const text = await workspace.run('compare', 'r.yar', 'd/one', '--yara', yara);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain('d/one: DIFFERENT');
    expect(text.stdout).toContain('  only yara, stdout: default:other [] [] d/one\n');
    expect(text.stdout).toContain('  only cryptex, stdout: default:r [tag] [m =1] d/one\n      0x2:3:$a: abc\n');
    const json = await workspace.run('compare', 'r.yar', 'd/one', '--yara', yara, '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      equal: false,
      versions: { yara: '4.5.2', cryptex: library.version },
      comparisons: [{ target: 'd/one', yara: { exitCode: 1, rules: 1 }, cryptex: { exitCode: 0, rules: 1 } }],
    });
  });

  it('says when there is no yara', async () => {
    workspace = await Workspace.create(library.path, files);
    const named = await workspace.run('compare', 'r.yar', 'd', '--yara', 'absent');
    expect(named).toEqual({ code: 2, stdout: '', stderr: 'error: absent is no yara that runs.\n' });
  });
});

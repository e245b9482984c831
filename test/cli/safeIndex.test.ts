/** `cryptex safe-index` as a process, against `yarac` of the same version. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { corpus, testLibraries, type Library } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

const collection = await corpus('yara-rules');
const open: Workspace[] = [];

afterEach(async () => {
  for (const workspace of open.splice(0)) await workspace.remove();
});

const rule = (name: string, condition = 'true'): string => `rule ${name} { condition: ${condition} }\n`;

for (const library of await testLibraries()) {
  describe.skipIf(library.path === undefined)(`safe-index with libyara ${library.version}`, () => {
    if (library.path === undefined) return;
    const create = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<Workspace> => {
      const workspace = await Workspace.create(library.path, files);
      open.push(workspace);
      return workspace;
    };
    const leftOut = (stdout: string): string[] => stdout.split('\n').filter((line) => line.startsWith('left out: '));

    it('leaves out, with reasons, what can not stay, and nothing else', async () => {
      const workspace = await create({
        'index.yar':
          '// mine\ninclude "./a.yar"\ninclude "cuckoo.yar" // was here\ninclude "bad.yar"\ninclude "nested/all.yar"\n' +
          'include "twice.yar"\ninclude "gone.yar"\ninclude "words.yar"\ninclude "unknown.yar"\ninclude "needs.yar"\n',
        'a.yar': rule('a'),
        'cuckoo.yar': `import "cuckoo"\n${rule('c')}`,
        'bad.yar': rule('lost') + 'rule broken { condition }\n',
        'nested/all.yar': '/* nested */\ninclude "ok.yar"\ninclude "needs_a.yar"\ninclude "bad.yar"\n',
        'nested/ok.yar': rule('ok'),
        'nested/needs_a.yar': rule('needs_a', 'a and ok'),
        'nested/bad.yar': 'rule worse { strings: $x = "x" condition: true }\n',
        'twice.yar': rule('a'),
        'words.yar': `// import "cuckoo"\nrule w { meta: m = "import \\"cuckoo\\"" condition: true }\n`,
        'unknown.yar': `import "nothing"\n${rule('n')}`,
        'needs.yar': rule('needs', 'lost'),
      });
      const { code, stdout, stderr } = await workspace.run('safe-index', 'index.yar', '-o', 'safe.yar');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(leftOut(stdout)).toEqual([
        'left out: cuckoo.yar: It uses the module "cuckoo".',
        expect.stringMatching(/^left out: bad\.yar: Rule "broken", line 2: syntax error/),
        'left out: nested/bad.yar: Rule "worse", line 1: unreferenced string "$x"',
        'left out: twice.yar: The rule "a" is in ./a.yar too.',
        'left out: gone.yar: There is no such file.',
        'left out: unknown.yar: The library has no module "nothing".',
        'left out: needs.yar: It uses the rule "lost" of bad.yar, which is left out.',
      ]);
      const safe = await readFile(workspace.path('safe.yar'), 'utf8');
      expect(safe.replaceAll(/^.*left out.*$/gm, '…')).toBe(
        '// mine\ninclude "./a.yar"\n…\n…\n/* From here: the files of nested/all.yar */\n/* nested */\n' +
          'include "./nested/ok.yar"\ninclude "./nested/needs_a.yar"\n…\n/* To here */\n…\n…\ninclude "words.yar"\n…\n…\n',
      );
      expect(safe).toContain('(It uses the module "cuckoo".) */ // was here\n');
      await expectMaximal(library, workspace.path('safe.yar'));
    });

    it('keeps a nested index that is whole, and writes includes for where the output is', async () => {
      const workspace = await create({
        'in/index.yar': 'include "nested/all.yar"\r\ninclude "..\\\\b.yar"\r\n'.replaceAll('\\\\', '\\'),
        'in/nested/all.yar': `include "a.yar"\n${rule('own')}`,
        'in/nested/a.yar': rule('a'),
        'b.yar': rule('b', 'a and own'),
        'out/.keep': '',
      });
      await workspace.run('safe-index', 'in/index.yar', '-o', 'out/safe.yar');
      expect(await readFile(workspace.path('out/safe.yar'), 'utf8')).toBe(
        'include "../in/nested/all.yar"\r\ninclude "../b.yar"\r\n',
      );
      expect(await yarac(library, workspace.path('out/safe.yar'))).toBe('');
    });

    it('takes the first or the last of files with the same rule, or fails', async () => {
      const workspace = await create({
        'index.yar': 'include "a.yar"\ninclude "b.yar"\ninclude "c.yar"\ninclude "a.yar"\n',
        'a.yar': rule('x'),
        'b.yar': rule('x') + rule('y'),
        'c.yar': rule('y'),
      });
      const run = async (which: string) =>
        workspace.run('safe-index', 'index.yar', '-o', 'o.yar', '--on-duplicate', which);
      const names = async (which: string) => leftOut((await run(which)).stdout).map((line) => line.split(': ')[1]);
      expect(await names('first')).toEqual(['b.yar', 'a.yar']);
      await expectMaximal(library, workspace.path('o.yar'));
      expect(await names('last')).toEqual(['a.yar', 'b.yar']);
      await expectMaximal(library, workspace.path('o.yar'));
      await rm(workspace.path('o.yar'));
      const failed = await run('fail');
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain('The rule "x" is in a.yar too.');
      await expect(readFile(workspace.path('o.yar'))).rejects.toThrow('ENOENT');
    });

    it('leaves out files that hide what follows, cycles, and what of the index itself is broken', async () => {
      const workspace = await create({
        'index.yar': 'include "cycle.yar"\nrule bad { condition: nothing }\ninclude "open.yar"\ninclude "a.yar"\n',
        'open.yar': `${rule('o')}/* not closed`,
        'cycle.yar': `include "index.yar"\n${rule('cycle')}`,
        'a.yar': new Uint8Array(Buffer.from('rule a { strings: $a = "\u00e9" condition: $a } // \u00e9', 'latin1')),
      });
      const { stdout } = await workspace.run('safe-index', 'index.yar', '-o', 'safe.yar');
      expect(leftOut(stdout)).toEqual([
        'left out: index.yar: It includes itself.',
        'left out: rule bad (index.yar:2): Rule "bad", line 2: undefined identifier "nothing"',
        'left out: open.yar: A comment in it is not closed, and hides all that follows.',
      ]);
      expect(stdout).toContain('safe.yar: 1 files, 2 rules');
      expect(await yarac(library, workspace.path('safe.yar'))).toBe('');
    });

    it('records hashes, reasons and versions', async () => {
      const workspace = await create({
        'index.yar': 'include "a.yar"\ninclude "b.yar"\n',
        'a.yar': rule('a'),
        'b.yar': rule('a'),
      });
      await workspace.run('safe-index', 'index.yar', '-o', 'safe.yar', '--manifest', 'm.json');
      const manifest: unknown = JSON.parse(await readFile(workspace.path('m.json'), 'utf8'));
      const hashed = async (path: string) => {
        const bytes = await readFile(workspace.path(path));
        const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
        return { path, bytes: bytes.length, sha256: digest('sha256'), sha3_256: digest('sha3-256') };
      };
      expect(manifest).toMatchObject({
        format: 'cryptex-safe-index',
        formatVersion: 1,
        libyara: { version: library.version },
        options: { excludeModules: ['cuckoo'], onDuplicate: 'first' },
        index: await hashed('index.yar'),
        output: { ...(await hashed('safe.yar')), rules: 1, patterns: 0 },
        files: [await hashed('a.yar')],
        leftOut: [
          {
            ...(await hashed('b.yar')),
            code: 'duplicate-rule',
            rule: 'a',
            other: 'a.yar',
            index: 'index.yar',
            line: 2,
          },
        ],
      });
    });

    it('writes nothing when told not to, and when it must not', async () => {
      const files = {
        'index.yar': 'include "a.yar"\n',
        'a.yar': rule('a'),
        'bad.yar': 'include "no.yar"',
        'empty.yar': '',
      };
      const workspace = await create(files);
      const dry = await workspace.run('safe-index', 'index.yar', '-o', 'o.yar', '--dry-run', '--format', 'json');
      expect(JSON.parse(dry.stdout)).toMatchObject({ written: false, leftOut: [], files: [{ path: 'a.yar' }] });
      await expect(readFile(workspace.path('o.yar'))).rejects.toThrow('ENOENT');
      const codeOf = async (...args: string[]) => (await workspace.run('safe-index', ...args)).code;
      expect(await codeOf('index.yar', '-o', 'index.yar')).toBe(2);
      expect(await codeOf('index.yar', '-o', 'a.yar', '--replace')).toBe(2);
      expect(await codeOf('index.yar', '-o', 'no/folder/o.yar')).toBe(2);
      expect(await codeOf('nothing.yar', '-o', 'o.yar')).toBe(2);
      expect(await codeOf('bad.yar', '-o', 'o.yar')).toBe(1);
      expect(await codeOf('empty.yar', '-o', 'o.yar')).toBe(1);
      for (const [name, text] of Object.entries(files)) expect(await readFile(workspace.path(name), 'utf8')).toBe(text);
      expect(await codeOf('index.yar', '-o', 'index.yar', '--replace')).toBe(0);
      expect((await workspace.run('safe-index', 'index.yar')).stdout).toBe(files['index.yar']);
    });

    for (const name of ['index.yar', 'index_w_mobile.yar']) {
      it.skipIf(collection === undefined)(
        `leaves nothing out of yara-rules/${name} that compiles`,
        async () => {
          if (collection === undefined) return;
          const workspace = await create({});
          const { code, stdout } = await workspace.run('safe-index', join(collection, name), '-o', 'safe.yar');
          expect(code).toBe(0);
          expect(await yarac(library, workspace.path('safe.yar'))).toBe('');
          for (const line of leftOut(stdout)) expect(line).toContain('It uses the module "cuckoo".');
        },
        60_000,
      );
    }
  });
}

/** What `yarac` finds wrong. */
async function yarac(library: Library, path: string): Promise<string> {
  const program = join(dirname(library.program), 'yarac');
  const options = { env: library.environment, cwd: dirname(path) };
  try {
    await promisify(execFile)(program, ['-w', path, `${path}.yarc`], options);
    return '';
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  }
}

/** `yarac` takes the index, and refuses it with any one of the files put back that the module policy has not kept out. */
async function expectMaximal(library: Library, path: string): Promise<void> {
  expect(await yarac(library, path)).toBe('');
  const text = await readFile(path, 'utf8');
  const remarks = [...text.matchAll(/\/\* left out: (include "[^"]+") \((.*)\) \*\//g)];
  expect(remarks).not.toEqual([]);
  for (const [remark, statement = '', reason = ''] of remarks) {
    if (reason.includes('uses the module')) continue;
    const more = `${path}.more.yar`;
    await writeFile(more, text.replace(remark, statement));
    expect(await yarac(library, more), statement).not.toBe('');
  }
}

/** `cryptex gap rules` as a process. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RuleFileReadiness } from '../../server/src/protocol/readiness.ts';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

const braces = 'rule braces { strings: $a = /abc{\\R/ condition: $a }\n';

for (const library of await testLibraries()) {
  describe.skipIf(library.path === undefined)(`gap rules with libyara ${library.version}`, () => {
    if (library.path === undefined) return;
    const { path } = library;
    let workspace: Workspace;
    beforeAll(async () => {
      workspace = await Workspace.create(path, {
        'rules/ready.yar': 'rule ready { condition: filename == "" }\n',
        'rules/braces.yar': braces,
        'rules/entry.yar': 'rule entry { condition: entrypoint == 3 }\nrule other { condition: filesize > 3 }\n',
        'rules/broken.yar': 'rule broken { condition: nothing }\n',
        'rules/latin.yar': Buffer.from('rule latin { strings: $a = "caf\u00e9" condition: $a }\n', 'latin1'),
        'samples/one.txt': 'abc{R caf\u00e9',
      });
    });
    afterAll(() => workspace.remove());

    it('tells what is ready, what is not, where and why', async () => {
      const { code, stdout, stderr } = await workspace.run('gap', 'rules', 'rules', '--samples', 'samples');
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout.split('\n')).toEqual([
        'rules/braces.yar:1:34: refused[unescaped-brace]: invalid regular expression: repetition quantifier expects a valid decimal (rule braces)',
        '  Escape braces, and drop backslashes that mean nothing',
        'rules/broken.yar: libyara does not compile it (`cryptex check` tells why)',
        'rules/entry.yar:1:25: refused[entrypoint]: `entrypoint` is unsupported: the `entrypoint` keyword is not supported anymore (rule entry)',
        '  Replace by `pe.entry_point`, by hand: `entrypoint` is also that of ELF files, and of a process',
        'rules/latin.yar:1:32: refused[not-utf8]: the file is not UTF-8 (rule latin)',
        '  Write the file as UTF-8',
        '1 of 4 files are ready for YARA-X, 1 in part; 2 of 5 rules, compared on 1 samples; libyara does not compile 1 more',
        '',
      ]);
    });

    it('answers in JSON, with code 0 when all is ready', async () => {
      // A name that is no text, where the system allows it.
      if (process.platform === 'linux')
        await writeFile(Buffer.concat([Buffer.from(workspace.path('samples/')), Buffer.from([0x62, 0xff])]), 'x');
      const args = ['rules/ready.yar', '--samples', 'samples', '--format', 'json'];
      const { code, stdout } = await workspace.run('gap', 'rules', ...args);
      const [ready] = JSON.parse(stdout) as RuleFileReadiness[];
      expect(code).toBe(0);
      expect(ready).toMatchObject({ path: workspace.path('rules/ready.yar'), status: 'done', rules: 1, readyRules: 1 });
    });

    it('is not fine with rules of which libyara compiles none', async () => {
      const { code, stdout } = await workspace.run('gap', 'rules', 'rules/broken.yar');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^0 of 0 files are ready for YARA-X; .* libyara does not compile 1 more$/m);
    });

    it('says the same again, from the cache or without it, and what the cache is good for', async () => {
      const args = ['gap', 'rules', 'rules', '--samples', 'samples', '--format', 'json'] as const;
      const first = await workspace.run(...args);
      expect(await workspace.run(...args)).toEqual(first);
      expect(await workspace.run(...args, '--no-cache')).toEqual(first);
      expect(await readdir(workspace.path('.cache/readiness'))).not.toHaveLength(0);
    });

    it('goes on with a word where the cache can not be written', async () => {
      const blocked = await Workspace.create(path, {
        'ready.yar': 'rule a { condition: true }\n',
        '.cache/readiness': '',
      });
      const { code, stdout, stderr } = await blocked.run('gap', 'rules', 'ready.yar');
      await blocked.remove();
      expect({ code, stderr: stderr.replace(/: .*/s, '') }).toEqual({ code: 0, stderr: 'warning' });
      expect(stdout).toMatch(/^1 of 1 files are ready/);
    });

    it('mends what is safe, or only says what it would', async () => {
      const dry = await workspace.run('gap', 'rules', 'rules', '--fix', '--dry-run');
      expect(dry.stdout).toContain('rules/braces.yar:1: would mend[unescaped-brace]');
      expect(await readFile(workspace.path('rules/braces.yar'), 'utf8')).toBe(braces);

      const { code, stdout } = await workspace.run('gap', 'rules', 'rules', '--fix');
      expect(code).toBe(1);
      expect(stdout).toContain('rules/latin.yar:1: mended[not-utf8]');
      expect(stdout).toMatch(/^3 of 4 files are ready for YARA-X, 1 in part; 4 of 5 rules/m);
      expect(await readFile(workspace.path('rules/braces.yar'), 'utf8')).toBe(braces.replace('{\\R/', '\\{R/'));
      expect(await readFile(workspace.path('rules/latin.yar'), 'utf8')).toBe(
        'rule latin { strings: $a = "caf\\xe9" condition: $a }\n',
      );
      const again = await workspace.run('gap', 'rules', 'rules', '--fix');
      expect(again.stdout).not.toContain('mended');
    });

    it('says what it can not look at', async () => {
      for (const args of [['none.yar'], ['rules', '--samples', 'none'], ['rules', '--dry-run'], ['samples']]) {
        const { code, stderr } = await workspace.run('gap', 'rules', ...args);
        expect([args, code]).toEqual([args, 2]);
        expect(stderr).toMatch(/^error: /);
      }
    });
  });
}

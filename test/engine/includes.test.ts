/** Where included files come from: disk, open buffers, include directories; and what is told of them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { CompileJob } from '../../server/src/protocol/compileJob.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob, text } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';

const bad = (name: string) => `\nrule ${name} { condition: nothing }\n`;

forEachLibrary((library) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex-includes-')));
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  function file(name: string, content: string): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  async function blamed(root: string, content: string, rest: Partial<CompileJob> = {}): Promise<string[]> {
    const { messages } = await pool.run(compileJob([text(join(folder, root), content)], rest));
    return messages.map(({ path, line, rule }) => `${path}:${line} ${rule ?? ''}`);
  }

  it('takes an open buffer in the place of the file, and one that has no file', async () => {
    const saved = file('overlay/saved.yar', 'rule saved { condition: true }');
    const unsaved = join(folder, 'overlay/deep/unsaved.yar');
    const overlay = [text(saved, bad('edited')), text(unsaved, bad('unsaved'))].map(({ path, bytes }) => ({
      path,
      bytes: bytes ?? new Uint8Array(),
    }));
    const root = 'include "saved.yar"\ninclude "./deep/../deep/unsaved.yar"\n';
    expect(await blamed('overlay/root.yar', root, { overlay })).toEqual([`${saved}:2 edited`, `${unsaved}:2 unsaved`]);
  });

  it('looks in the include directories, in their order, after the folder of the including file', async () => {
    file('own/here.yar', bad('own'));
    file('first/here.yar', bad('first'));
    const first = file('first/there.yar', bad('first'));
    file('second/there.yar', bad('second'));
    const second = file('second/nested/only.yar', bad('second'));
    const includeDirectories = ['first', 'second'].map((name) => join(folder, name));
    const root = 'include "here.yar"\ninclude "there.yar"\ninclude "nested/only.yar"\n';
    expect(await blamed('own/root.yar', root, { includeDirectories })).toEqual([
      `${join(folder, 'own/here.yar')}:2 own`,
      `${first}:2 first`,
      `${second}:2 second`,
    ]);
  });

  it('resolves what an included file includes against that file, also in an include directory', async () => {
    const inner = file('library/inner.yar', bad('inner'));
    file('library/outer.yar', 'include "inner.yar"\n');
    file('user/inner.yar', bad('wrong'));
    const includeDirectories = [join(folder, 'library')];
    expect(await blamed('user/root.yar', 'include "outer.yar"', { includeDirectories })).toEqual([`${inner}:2 inner`]);
  });

  it('takes backslashes for slashes where there is no file of that very name', async () => {
    const path = file('windows/sub/rules.yar', bad('sub'));
    expect(await blamed('windows/root.yar', 'include ".\\sub\\rules.yar"')).toEqual([`${path}:2 sub`]);
  });

  it('includes by absolute path', async () => {
    const path = file('absolute/a.yar', bad('a'));
    expect(await blamed('elsewhere.yar', `include "${path}"`)).toEqual([`${path}:2 a`]);
  });

  it('blames the right file where the way to it leads through a link', async () => {
    const real = file('links/real/deep/common.yar', bad('real'));
    file('links/user/common.yar', bad('wrong'));
    symlinkSync(join(folder, 'links/real/deep'), join(folder, 'links/user/link'));
    file('links/real/deep/sub/x.yar', '');
    expect(await blamed('links/user/root.yar', 'include "link/../deep/common.yar"')).toEqual([`${real}:2 real`]);
  });

  it('tells every include as it was met, and where it was sought', async () => {
    const inner = file('told/sub/inner.yar', '');
    const outer = file('told/outer.yar', 'include "sub/inner.yar"\n');
    const root = join(folder, 'told/root.yar');
    const job = compileJob([text(root, 'include "outer.yar"\ninclude "absent.yar"\n')], {
      includeDirectories: [folder],
    });
    expect((await pool.run(job)).includes).toEqual([
      { from: root, spelled: 'outer.yar', resolved: outer },
      { from: outer, spelled: 'sub/inner.yar', resolved: inner },
      { from: root, spelled: 'absent.yar', sought: [join(folder, 'told/absent.yar'), join(folder, 'absent.yar')] },
    ]);
  });

  it('reports a source that can not be read', async () => {
    const job = compileJob([join(folder, 'absent.yar')]);
    await expect(pool.run(job)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('does not wait for a pipe that is included', async () => {
    const { messages } = await pool.run(
      compileJob([text(join(folder, 'dev.yar'), 'include "/dev/zero"\ninclude "/dev/stdin"')]),
    );
    expect(messages.map(({ text }) => text)).toEqual([
      "can't open include file: /dev/zero",
      "can't open include file: /dev/stdin",
    ]);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ruleSources, splitNamespace } from '../../../server/src/scan/ruleSources.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-rules-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('ruleSources', () => {
  it('takes a file as it is, with the namespace before it', async () => {
    await writeFile(join(folder, 'a.txt'), '');
    expect(await ruleSources('a.txt', folder)).toEqual([{ path: join(folder, 'a.txt') }]);
    expect(await ruleSources('ns:a.txt', folder)).toEqual([{ path: join(folder, 'a.txt'), namespace: 'ns' }]);
  });

  it('gives each file of a folder a namespace of its own', async () => {
    await mkdir(join(folder, 'sub'));
    for (const name of ['b.yar', 'a.yara', 'readme.md', join('sub', 'C.YAR')]) await writeFile(join(folder, name), '');
    expect(await ruleSources(folder)).toEqual([
      { path: join(folder, 'a.yara'), namespace: 'a.yara' },
      { path: join(folder, 'b.yar'), namespace: 'b.yar' },
      { path: join(folder, 'sub', 'C.YAR'), namespace: 'sub/C.YAR' },
    ]);
    expect((await ruleSources(`mine:${folder}`))[2]?.namespace).toBe('mine/sub/C.YAR');
  });

  it('refuses what is missing, empty or compiled already', async () => {
    await expect(ruleSources('missing.yar', folder)).rejects.toMatchObject({ code: 'missing' });
    await expect(ruleSources(folder)).rejects.toMatchObject({ code: 'none' });
    await writeFile(join(folder, 'x.yarc'), 'YARA\u0020\u0000');
    await expect(ruleSources('x.yarc', folder)).rejects.toMatchObject({ code: 'compiled' });
  });
});

describe('splitNamespace', () => {
  it.each([
    ['rules.yar', { path: 'rules.yar' }],
    ['ns:rules.yar', { namespace: 'ns', path: 'rules.yar' }],
    ['ns:a:b.yar', { namespace: 'ns', path: 'a:b.yar' }],
    ['C:\\rules.yar', { path: 'C:\\rules.yar' }],
    ['ns:C:\\rules.yar', { namespace: 'ns', path: 'C:\\rules.yar' }],
    ['dir/a:b.yar', { path: 'dir/a:b.yar' }],
    ['ns:/abs.yar', { namespace: 'ns', path: '/abs.yar' }],
    ['./ns:rules.yar', { path: './ns:rules.yar' }],
  ])('%s', (text, expected) => expect(splitNamespace(text)).toEqual(expected));
});

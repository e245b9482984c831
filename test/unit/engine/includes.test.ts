import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IncludeResolver } from '../../../native/libyara/includes.ts';

describe('IncludeResolver', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex-resolver-')));
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const name of ['a/one.yar', 'b/two.yar', 'a/back\\slash.yar', 'a/back/slash.yar', 'a/back/only.yar']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
  const from = Buffer.from(join(folder, 'a/root.yar'));

  function found(spelled: string, directories: readonly string[] = [], buffers = new Map<string, Uint8Array>()) {
    const sought: string[] = [];
    const include = new IncludeResolver(directories, buffers).find(Buffer.from(spelled), from, sought);
    return { text: include?.bytes.toString(), path: include?.path, name: include?.name.toString(), sought };
  }

  it('joins the folder of the including file and the text, as libyara does', () => {
    expect(found('./x/../one.yar').text).toBeUndefined();
    expect(found('./../a/one.yar')).toEqual({
      text: 'a/one.yar',
      path: join(folder, 'a/one.yar'),
      // Not normalised: libyara compares names to find circles.
      name: `${folder}/a/./../a/one.yar`,
      sought: [],
    });
  });

  it('looks in the directories only after that', () => {
    expect(found('two.yar')).toMatchObject({ text: undefined, sought: [join(folder, 'a/two.yar')] });
    expect(found('two.yar', [join(folder, 'b')]).text).toBe('b/two.yar');
    expect(found('one.yar', [join(folder, 'b')]).text).toBe('a/one.yar');
  });

  it('prefers a file whose name has a backslash', () => {
    expect(found('back\\slash.yar').text).toBe('a/back\\slash.yar');
    expect(found('back\\only.yar').text).toBe('a/back/only.yar');
  });

  it('takes buffers by their normalised path', () => {
    const buffers = new Map([[join(folder, 'a/one.yar'), new Uint8Array(Buffer.from('edited'))]]);
    expect(found('../a/one.yar', [], buffers).text).toBe('edited');
  });

  it('does not take folders, nor what libyara has no room for', () => {
    expect(found('.').text).toBeUndefined();
    expect(found('').text).toBeUndefined();
    expect(found('x/../'.repeat(3000) + 'one.yar').text).toBeUndefined();
  });
});

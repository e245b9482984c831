/** Who owns what, by CODEOWNERS and by git. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorOf, codeOwners } from '../../server/src/cryptex/owners.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cryptex-owners-'));
});
afterEach(() => rm(root, { recursive: true }));

const lines = (startLine: number, endLine: number) => ({ startLine, startColumn: 0, endLine, endColumn: 0 });

function git(name: string, ...args: readonly string[]): void {
  const who = ['-c', `user.name=${name}`, '-c', `user.email=${name}@example.org`, '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: root, stdio: 'ignore' });
}

test('the last rule of CODEOWNERS that fits counts, seen from the root of the repository', async () => {
  await mkdir(join(root, '.git'));
  await mkdir(join(root, '.github'));
  await mkdir(join(root, 'lib/src'), { recursive: true });
  await writeFile(join(root, 'CODEOWNERS'), '* @wrong\n');
  await writeFile(
    join(root, '.github/CODEOWNERS'),
    '# all of it\n* @all\n*.c @c-team @second # both\n/lib/src/ @lib\n/lib/src/free.c\n!x @never\n[Section] @never\n',
  );
  const { ownerOf } = await codeOwners(root);
  expect(['a.py', 'deep/a.c', 'lib/src/a.c', 'lib/src/free.c'].map(ownerOf)).toEqual([
    '@all',
    '@c-team @second',
    '@lib',
    undefined,
  ]);
  const inside = await codeOwners(join(root, 'lib'));
  expect(['src/a.c', 'a.c'].map(inside.ownerOf)).toEqual(['@lib', '@c-team @second']);
  expect((await codeOwners(tmpdir())).ownerOf('a.c')).toBeUndefined();
});

test('git tells who has written most of the lines', async () => {
  git('ann', 'init', '--quiet');
  await writeFile(join(root, 'a.c'), 'one\ntwo\nthree\nfour\n');
  git('ann', 'add', '.');
  git('ann', 'commit', '--quiet', '-m', 'first');
  await writeFile(join(root, 'a.c'), 'one\nTWO\nTHREE\nfour\nnew\n');
  git('bob', 'commit', '--quiet', '-am', 'second');
  expect(await authorOf(root, 'a.c', lines(1, 2))).toBe('ann');
  expect(await authorOf(root, 'a.c', lines(2, 4))).toBe('bob');
  await writeFile(join(root, 'a.c'), 'mine\nmine\n');
  expect(await authorOf(root, 'a.c', lines(1, 2))).toBeUndefined();
  expect(await authorOf(root, 'none.c', lines(1, 2))).toBeUndefined();
  expect(await authorOf(tmpdir(), 'a.c', lines(1, 2))).toBeUndefined();
});

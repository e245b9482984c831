import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { walk, type Found, type WalkOptions } from '../../../server/src/scan/walk.ts';

const onWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-walk-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function tree(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), path);
  }
}

async function found(options: Partial<WalkOptions> = {}, targets = [folder]): Promise<Found[]> {
  const all: Found[] = [];
  const signal = new AbortController().signal;
  for await (const batch of walk(targets, { recursive: true, followLinks: true, signal, ...options }))
    all.push(...batch);
  return all;
}

async function names(options: Partial<WalkOptions> = {}, targets = [folder]): Promise<string[]> {
  return (await found(options, targets)).map(({ path }) => relative(folder, path)).sort();
}

describe('walk', () => {
  it('finds files with their sizes, hidden ones too', async () => {
    await tree('a', '.hidden', 'sub/deep/b');
    expect(await names()).toEqual(['.hidden', 'a', join('sub', 'deep', 'b')]);
    expect(await found()).toContainEqual(expect.objectContaining({ type: 'file', path: join(folder, 'a'), bytes: 1 }));
  });

  it('stays in the first level unless told otherwise', async () => {
    await tree('a', 'sub/b');
    expect(await names({ recursive: false })).toEqual(['a']);
  });

  it('finds all files of a folder that is larger than a batch', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `f${index}`);
    await tree(...many);
    expect(await names()).toEqual(many.sort());
  });

  it('reports targets that can not be scanned', async () => {
    expect(await found({}, [join(folder, 'missing')])).toEqual([
      { type: 'unreadable', path: join(folder, 'missing'), message: 'no such file or directory' },
    ]);
  });

  it.skipIf(onWindows)('follows links to files, and leaves out links to nothing and to themselves', async () => {
    await tree('a');
    await symlink('a', join(folder, 'link'));
    await symlink('nowhere', join(folder, 'broken'));
    await symlink('self', join(folder, 'self'));
    expect(await names()).toEqual(['a', 'link']);
    expect(await names({ followLinks: false })).toEqual(['a']);
  });

  it.skipIf(onWindows)('enters each folder once, under its real path, and so survives cycles', async () => {
    await tree('real/a', 'z/b');
    await symlink('..', join(folder, 'real', 'up'));
    await symlink('../real', join(folder, 'z', 'again'));
    await symlink('z', join(folder, 'aFirst'));
    expect(await names()).toEqual([join('real', 'a'), join('z', 'b')]);
  });

  it.skipIf(onWindows)('follows a link that leads out of the target', async () => {
    await tree('in/a', 'out/b');
    await symlink('../out', join(folder, 'in', 'link'));
    expect(await names({}, [join(folder, 'in')])).toEqual([join('in', 'a'), join('in', 'link', 'b')]);
    expect(await names({ recursive: false }, [join(folder, 'in')])).toEqual([join('in', 'a')]);
  });

  it.skipIf(onWindows)('never opens FIFOs and sockets', async () => {
    await tree('a');
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const server = createServer().listen(join(folder, 'socket'));
    expect(await names()).toEqual(['a']);
    expect(await found({}, [join(folder, 'fifo')])).toEqual([
      { type: 'unreadable', path: join(folder, 'fifo'), message: 'neither a regular file nor a folder' },
    ]);
    server.close();
  });

  it.skipIf(onWindows || isRoot)('reports a folder that can not be read, and goes on (not as root)', async () => {
    await tree('a', 'locked/b', 'z/c');
    await chmod(join(folder, 'locked'), 0);
    const all = await found();
    await chmod(join(folder, 'locked'), 0o700);
    expect(all).toContainEqual({ type: 'unreadable', path: join(folder, 'locked'), message: 'permission denied' });
    expect(all).toHaveLength(3);
  });

  it('stops when it is told to', async () => {
    await tree('a', 'b/c', 'd/e');
    expect(await names({ signal: AbortSignal.abort() })).toEqual([]);
  });
});

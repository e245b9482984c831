import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchesInFile, maxListed, problemWith } from '../../../client/src/views/hexView/fileMatches.ts';
import { HexFile } from '../../../client/src/views/hexView/hexFile.ts';
import { ScanResults } from '../../../client/src/views/scanPanel/results.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-hex-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file in a hex view', () => {
  it('is read where somebody looks, however large it is', async () => {
    const path = join(folder, 'large');
    const size = 5 * 2 ** 30;
    const file = await open(path, 'w');
    await file.write(Buffer.from('end'), 0, 3, size - 3);
    await file.close();
    const { bytes, changed } = await new HexFile(path).read(size - 5, 100);
    expect([[...bytes], changed]).toEqual([[0, 0, ...Buffer.from('end')], { size }]);
  });

  it('says once that it has changed, and what it has become', async () => {
    const path = join(folder, 'changing');
    await writeFile(path, 'one');
    const file = new HexFile(path);
    expect(await file.look()).toEqual({ size: 3 });
    await appendFile(path, 'more');
    const [first, second] = await Promise.all([file.read(0, 10), file.read(0, 10)]);
    expect(first.changed).toEqual({ size: 7, problem: expect.stringContaining('changed') as string });
    expect(second.changed).toBeUndefined();
    expect(Buffer.from(second.bytes).toString()).toBe('onemore');
  });

  it('may be gone, and come back', async () => {
    const path = join(folder, 'going');
    await writeFile(path, 'here');
    const file = new HexFile(path);
    await file.look();
    await rm(path);
    expect(await file.read(0, 10)).toEqual({
      bytes: new Uint8Array(),
      changed: { size: 0, problem: 'The file is no longer there.' },
    });
    await writeFile(path, 'again');
    expect((await file.look()).size).toBe(5);
  });

  it.skipIf(process.platform === 'win32')('is never a pipe that waits for a writer, nor a folder', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect((await new HexFile(pipe).look()).problem).toMatch(/not a regular file/);
    expect((await new HexFile(folder).look()).problem).toMatch(/not a regular file|EISDIR/);
  });
});

describe('the matches of a file', () => {
  const match = (offset: number, text: string) => ({ offset, length: text.length, data: Buffer.from(text) });
  const results = new ScanResults();
  const rule = (name: string, matchCount: number, ...matches: ReturnType<typeof match>[]) => ({
    rule: name,
    namespace: 'default',
    tags: [],
    meta: [],
    patterns: [{ identifier: '$a', matchCount, matches }],
  });
  results.apply([
    { type: 'match', path: '/a', matches: [rule('Two', 2, match(9, 'late'), match(1, 'early'))] },
    { type: 'match', path: '/b', matches: [rule('Other', 1, match(0, 'x'))] },
    { type: 'match', path: '/a', matches: [rule('One', 5, match(1, 'ear'))] },
  ]);

  it('are those of all rules, in order, with those that the scan only counted', () => {
    const { matches, omitted } = matchesInFile(results, '/a');
    expect(matches.map(({ offset, length, rule: of }) => [offset, length, of])).toEqual([
      [1, 5, 'Two'],
      [1, 3, 'One'],
      [9, 4, 'Two'],
    ]);
    expect(omitted).toBe(4);
    expect(matchesInFile(results, '/never')).toEqual({ matches: [], omitted: 0 });
  });

  it('are bounded', () => {
    const many = new ScanResults();
    const all = Array.from({ length: maxListed + 5 }, (_, offset) => match(offset, 'x'));
    many.apply([{ type: 'match', path: '/a', matches: [rule('Many', all.length, ...all)] }]);
    const { matches, omitted } = matchesInFile(many, '/a');
    expect([matches.length, omitted]).toEqual([maxListed, 5]);
  });

  it('are held against the file as it is now', async () => {
    const path = join(folder, 'held');
    const found = { ...match(2, 'MZ'), pattern: '$a', rule: 'One' };
    await writeFile(path, '..MZ');
    expect(await problemWith(path, found)).toBeUndefined();
    await writeFile(path, '..PE');
    expect(await problemWith(path, found)).toMatch(/has changed/);
    await writeFile(path, '..M');
    expect(await problemWith(path, found)).toMatch(/too short/);
  });
});

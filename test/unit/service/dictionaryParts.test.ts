import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryGraph } from '../../../server/src/protocol/dictionaryView.ts';
import { bothWays } from '../../../server/src/service/bothWays.ts';
import { commonFolder } from '../../../server/src/service/commonFolder.ts';
import { readEntrySource } from '../../../server/src/service/entrySource.ts';
import { brief } from '../../helpers/dictionaryEntries.ts';

describe('the folder of saved files', () => {
  it('has all of them in it, and no folder below it has', () => {
    const file = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 }).map((all) => all.join('/'));
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 5 }), (files) => {
        const folder = commonFolder(files);
        const isIn = (path: string): boolean => files.every((one) => path === '' || one.startsWith(`${path}/`));
        expect(isIn(folder)).toBe(true);
        for (const name of ['a', 'b', 'ab']) expect(isIn(folder === '' ? name : `${folder}/${name}`)).toBe(false);
      }),
    );
  });
});

describe('a graph of both directions', () => {
  const node = (id: number, distance: number): EntryGraph['nodes'][number] => ({ entry: brief(id), distance });
  const places = ({ nodes }: EntryGraph): [number, number][] =>
    nodes.map(({ entry, distance }) => [entry.id, distance]);

  it('has what uses the entry on the other side', () => {
    const uses: EntryGraph = {
      nodes: [node(1, 0), node(2, 1), node(3, 2)],
      edges: [
        { from: 1, to: 2, kind: 'call' },
        { from: 2, to: 3, kind: 'call' },
      ],
      omitted: 2,
    };
    const usedBy: EntryGraph = {
      nodes: [node(1, 0), node(4, 1)],
      edges: [{ from: 4, to: 1, kind: 'type' }],
      omitted: 3,
    };
    const graph = bothWays(uses, usedBy);
    expect(places(graph)).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [4, -1],
    ]);
    expect([graph.edges.length, graph.omitted]).toEqual([3, 5]);
  });

  it('has each entry once where they use each other', () => {
    const call = [
      { from: 1, to: 2, kind: 'call' as const },
      { from: 2, to: 1, kind: 'call' as const },
    ];
    const cycle: EntryGraph = { nodes: [node(1, 0), node(2, 1)], edges: call, omitted: 0 };
    expect(bothWays(cycle, cycle)).toEqual(cycle);
    const far: EntryGraph = { ...cycle, nodes: [node(1, 0), node(2, 3)] };
    expect(places(bothWays(far, cycle))).toContainEqual([2, -1]);
  });
});

describe('the source of an entry', () => {
  let root: string;
  const entry = brief(1, {
    file: 'src/scan.c',
    symbol: 'run',
    span: { startLine: 2, startColumn: 0, endLine: 4, endColumn: 1 },
  });
  const text = '// top\nint run(void)\n{\n}\n// below\n';
  beforeAll(async () => {
    root = join(await mkdtemp(join(tmpdir(), 'cryptex-source-')), 'root');
    await mkdir(join(root, 'src'), { recursive: true });
    await writeFile(join(root, 'src', 'scan.c'), text);
    await writeFile(join(root, '..', 'secret.c'), text);
  });
  afterAll(() => rm(join(root, '..'), { recursive: true, force: true }));
  const write = (content: string | Uint8Array) => writeFile(join(root, 'src', 'scan.c'), content);

  it('are the lines of its span', async () => {
    expect(await readEntrySource(root, entry)).toEqual({
      startLine: 2,
      lines: ['int run(void)', '{', '}'],
      omitted: 0,
    });
  });

  it('is read in the encodings that sources have', async () => {
    const said = '// ä\r\nint run(void) // é\r\n{\r\n}\r\n';
    const line = async (): Promise<string | undefined> => (await readEntrySource(root, entry)).lines[0];
    await write(Buffer.from(`\uFEFF${said}`, 'utf16le'));
    expect(await line()).toBe('int run(void) // é');
    await write(Buffer.from(said, 'latin1'));
    expect(await line()).toBe('int run(void) // é');
    await write(said);
    expect(await line()).toBe('int run(void) // é');
  });

  it('is cut where it is endless', async () => {
    await write(`\nint run(void) {\n${'x;\n'.repeat(5000)}}\n`);
    const long = { ...entry, span: { ...entry.span, endLine: 5003 } };
    const { lines, omitted } = await readEntrySource(root, long);
    expect([lines.length, lines.length + omitted]).toEqual([2000, 5002]);
  });

  it('says when the file is another, gone, or no file', async () => {
    await write('int other(void)\n{\n}\n');
    expect((await readEntrySource(root, entry)).problem).toMatch(/has changed since it was indexed/);
    expect((await readEntrySource(root, { ...entry, status: 'obsolete' })).problem).toMatch(/is gone from the file/);
    await rm(join(root, 'src', 'scan.c'));
    expect((await readEntrySource(root, entry)).problem).toMatch(/can't be read/);
    expect((await readEntrySource(root, { ...entry, status: 'obsolete' })).problem).toBe(
      'The source of this entry is gone.',
    );
    expect((await readEntrySource(root, { ...entry, file: 'src' })).problem).toMatch(/can't be read/);
  });

  it.skipIf(process.platform === 'win32')('waits for no pipe', async () => {
    execFileSync('mkfifo', [join(root, 'src', 'pipe.c')]);
    expect((await readEntrySource(root, { ...entry, file: 'src/pipe.c' })).problem).toMatch(/not a regular file/);
  });

  it('is never read outside of the code base', async () => {
    for (const file of ['../secret.c', '/etc/passwd', 'src/../../secret.c']) {
      const { lines, problem } = await readEntrySource(root, { ...entry, file });
      expect([lines, problem]).toEqual([[], 'The file is not below the root of the code base.']);
    }
  });
});

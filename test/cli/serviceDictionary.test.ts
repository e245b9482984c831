/** The dictionary as the extension asks the service host for it, over source files on the disk. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { Entry } from '../../server/src/protocol/cryptex.ts';
import {
  indexProgressNotification,
  IndexProgressParams,
  serviceRequests,
  type ServiceParams,
  type ServiceRequestName,
  type ServiceResult,
} from '../../server/src/protocol/service.ts';
import { RunningHost } from './support/runningHost.ts';

const engine = `/** Opens the file and feeds the scanner. */
int scan_file(const char* path)
{
  int fd = open_source(path);
  if (fd < 0)
    return ERROR_NO_FILE;
  return feed(fd);
}

static int open_source(const char* path)
{
  return open(path, 0);
}
`;

describe('the dictionary behind the service', () => {
  let folder: string;
  let host: RunningHost;
  const progress: IndexProgressParams[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cryptex-service-'));
    await mkdir(join(folder, 'src', 'deep'), { recursive: true });
    await writeFile(join(folder, 'src', 'engine.c'), engine);
    await writeFile(join(folder, 'src', 'deep', 'tool.py'), 'def run():\n    """Runs."""\n    return scan()\n');
    await writeFile(join(folder, 'left-out.c'), 'int left_out(void)\n{\n  return 1;\n}\n');
    host = new RunningHost({}, {});
    host.connection.onNotification(indexProgressNotification, (params: unknown) => {
      progress.push(v.parse(IndexProgressParams, params));
    });
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask<N extends ServiceRequestName>(
    name: N,
    params: Omit<ServiceParams<N>, 'place'>,
    ...token: CancellationTokenSource['token'][]
  ): Promise<ServiceResult<N>> {
    const place = { store: { folder }, root: folder };
    const { method, result } = serviceRequests[name];
    const answer: unknown = await host.connection.sendRequest(method, { ...params, place }, ...token);
    const checked: unknown = v.parse(result, answer);
    return checked as ServiceResult<N>;
  }
  const index = (parts?: string[]) =>
    ask('indexDictionary', { run: 'one', exclude: ['left-out.c'], ...(parts && { parts }) });
  async function entryOf(name: string): Promise<Entry> {
    const [brief] = await ask('findEntries', { name });
    return (await ask('dictionaryEntry', { id: brief?.id ?? -1 })) ?? expect.fail(`no ${name}`);
  }

  it('is not made by questions', async () => {
    expect(await ask('dictionaryState', {})).toEqual({ exists: false, root: folder, entries: 0, files: 0 });
    expect(await ask('findEntries', { name: 'scan_file' })).toEqual([]);
    await expect(readFile(join(folder, '.cryptex', 'cryptex.sqlite'))).rejects.toThrow('ENOENT');
  });

  it('is made of the source files, without those that are excluded', async () => {
    const { files, entries, problems } = await index();
    expect([files.read, problems]).toEqual([2, []]);
    expect(await ask('dictionaryState', {})).toMatchObject({ exists: true, entries: entries.total, files: 2 });
    expect(await ask('findEntries', { name: 'left_out' })).toEqual([]);
    expect(progress.every(({ run }) => run === 'one')).toBe(true);
  });

  it('is a tree by each grouping, a level at a time', async () => {
    const children = (grouping: 'folder' | 'kind', ...path: string[]) =>
      ask('dictionaryChildren', { grouping, path, filter: '', from: 0, limit: 10 });
    expect((await children('folder')).groups).toMatchObject([{ key: 'src', isFile: false }]);
    expect((await children('folder', 'src')).groups.map(({ key, isFile }) => [key, isFile])).toEqual([
      ['deep', false],
      ['engine.c', true],
    ]);
    const { groups, entries } = await children('kind', 'function');
    expect([groups, entries.map(({ symbol }) => symbol).sort()]).toEqual([[], ['open_source', 'run', 'scan_file']]);
  });

  it('has entries with their source and what hangs together with them', async () => {
    const entry = await entryOf('scan_file');
    expect(entry).toMatchObject({ signature: 'int scan_file(const char* path)', summary: { source: 'doc' } });
    const source = await ask('entrySource', { id: entry.id });
    expect([source.startLine, source.lines[0], source.lines.at(-1)]).toEqual([2, engine.split('\n')[1], '}']);
    const graph = await ask('entryGraph', { id: entry.id, depth: 2 });
    expect(graph.nodes.map(({ entry: { symbol }, distance }) => [symbol, distance])).toContainEqual(['open_source', 1]);
    const other = await ask('entryGraph', { id: (await entryOf('open_source')).id, depth: 1 });
    expect(other.nodes.map(({ entry: { symbol }, distance }) => [symbol, distance])).toContainEqual(['scan_file', -1]);
    expect((await ask('entriesOfFile', { file: 'src/engine.c' })).map(({ symbol }) => symbol)).toContain('open_source');
    expect((await ask('searchEntries', { query: 'scan file', limit: 5 }))[0]?.symbol).toBe('scan_file');
  });

  it('takes down what people write, unless somebody was quicker', async () => {
    const { id, revision } = await entryOf('scan_file');
    const change = { id, revision, source: 'human' as const };
    const after = await ask('annotateEntry', { ...change, changes: { summary: 'Scans.' } });
    expect(after.summary).toMatchObject({ text: 'Scans.', source: 'human' });
    await expect(ask('annotateEntry', { ...change, changes: { summary: 'Other.' } })).rejects.toMatchObject({
      data: { code: 'changed' },
    });
    await expect(ask('annotateEntry', { ...change, id: 9999, changes: {} })).rejects.toMatchObject({
      data: { code: 'invalid' },
    });
    expect((await entryOf('scan_file')).summary.text).toBe('Scans.');
  });

  it('is brought in line by parts, and keeps what people wrote', async () => {
    await writeFile(join(folder, 'src', 'engine.c'), engine.replace('feed(fd)', 'feed(fd) || again(fd)'));
    await writeFile(join(folder, 'src', 'deep', 'tool.py'), 'def walk():\n    return scan()\n');
    await index(['src/deep/tool.py']);
    expect((await ask('findEntries', { name: 'walk' })).length).toBe(1);
    expect((await entryOf('scan_file')).isDrifted).toBe(false);
    await index(['src/engine.c', 'src/deep/tool.py']);
    expect(await entryOf('scan_file')).toMatchObject({ isDrifted: true, summary: { text: 'Scans.' } });
  });

  it('is as it was when an indexing is cancelled', async () => {
    await writeFile(join(folder, 'src', 'new.c'), 'int brand_new(void)\n{\n  return 1;\n}\n');
    const source = new CancellationTokenSource();
    const indexing = ask('indexDictionary', { run: 'two', exclude: [] }, source.token);
    source.cancel();
    await expect(indexing).rejects.toMatchObject({ data: { code: 'cancelled' } });
    expect(await ask('findEntries', { name: 'brand_new' })).toEqual([]);
  });
});

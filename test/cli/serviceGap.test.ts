/** The gap audit as the extension asks the service host for it, over source files on the disk. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GapAuditSettings, GapChildren, GapGrouping } from '../../server/src/protocol/gapView.ts';
import {
  serviceRequests,
  type ServiceParams,
  type ServiceRequestName,
  type ServiceResult,
} from '../../server/src/protocol/service.ts';
import { RunningHost } from './support/runningHost.ts';

const settings: GapAuditSettings = {
  ...{ target: 'rust', languages: ['c', 'python', 'powershell', 'yara'], include: [], exclude: [] },
  ...{ threshold: 0.6, blame: false, rules: { externals: [], includeDirectories: [] } },
};

describe('the gap audit behind the service', () => {
  let folder: string;
  let host: RunningHost;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cryptex-service-'));
    await cp(join(import.meta.dirname, '../fixtures/gap/tree'), folder, { recursive: true });
    host = new RunningHost({}, {});
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask<N extends ServiceRequestName>(
    name: N,
    params: Omit<ServiceParams<N>, 'place'>,
  ): Promise<ServiceResult<N>> {
    const place = { store: { folder }, root: folder };
    const { method } = serviceRequests[name];
    return await host.connection.sendRequest<ServiceResult<N>>(method, { ...params, place });
  }

  const children = async (grouping: GapGrouping, path: string[] = [], filter = ''): Promise<GapChildren> =>
    await ask('gapChildren', { grouping, path, filter, from: 0, limit: 100 });

  it('has no audit before the first, which tells what came of it', async () => {
    expect(await ask('gapState', {})).toEqual({});
    const { totals, targetFunctions, reindexed } = await ask('auditGap', { run: 'a', exclude: [], settings });
    expect(totals).toMatchObject({ components: 21, functions: 73 });
    expect([targetFunctions > 50, reindexed]).toEqual([true, true]);
    expect((await ask('gapState', {})).last?.totals).toEqual(totals);
  });

  it('answers the tree by status, language, folder, responsible and risk, filtered and by pages', async () => {
    const counts = async (grouping: GapGrouping): Promise<Record<string, number>> =>
      Object.fromEntries((await children(grouping)).groups.map(({ key, components }) => [key, components]));
    expect(Object.keys(await counts('status'))).toEqual(['in_progress', 'pending', 'done']);
    expect(await counts('language')).toEqual({ c: 14, powershell: 3, python: 4 });
    expect(await counts('folder')).toEqual({ libsift: 14, scripts: 3, tools: 4 });
    expect(await counts('responsible')).toEqual({ '': 21 });
    expect(Object.values(await counts('risk')).reduce((a, b) => a + b)).toBe(21);
    const { components, total } = await children('folder', ['libsift']);
    expect([components.length, total]).toEqual([14, 14]);
    expect((await children('folder', ['libsift'], 'arena')).components.map(({ component }) => component)).toEqual([
      'libsift/arena.c',
    ]);
    const page = await ask('gapChildren', { grouping: 'language', path: ['c'], filter: '', from: 10, limit: 2 });
    expect([page.components.length, page.total]).toEqual([2, 14]);
  });

  it('answers a component with its functions, and takes down what is decided', async () => {
    const found = await ask('gapComponent', { component: 'libsift/arena.c' });
    expect(found?.functions.map(({ symbol }) => symbol)).toContain('sf_arena_allocate');
    expect(await ask('gapComponent', { component: 'none.c' })).toBeNull();
    const [decided] = await ask('decideGap', {
      changes: [{ kind: 'confirm', of: 'libsift/arena.c#sf_arena_allocate' }],
    });
    expect(decided?.component).toBe('libsift/arena.c');
    expect(await ask('gapDecisions', { component: 'libsift/arena.c' })).toMatchObject([{ kind: 'confirm' }]);
    await expect(ask('decideGap', { changes: [{ kind: 'confirm', of: 'none.c' }] })).rejects.toThrow('no component');
  });

  it('answers what decorations and the report need, and writes the report', async () => {
    const files = await ask('gapFiles', {});
    expect(files.find(({ path }) => path === 'libsift/hash.c')).toEqual({ path: 'libsift/hash.c', status: 'done' });
    const { components, runs } = await ask('gapReport', {});
    expect([components.length, runs.length]).toEqual([21, 1]);
    const output = join(folder, 'gap.html');
    await ask('exportGap', { format: 'html', output });
    expect(await readFile(output, 'utf8')).toContain('<h1>Gap audit</h1>');
    await expect(ask('exportGap', { format: 'csv', output: folder })).rejects.toThrow("can't be written");
  });

  it('follows a file that has changed', async () => {
    const port = join(folder, 'crates/sift-core/src/digest.rs');
    await writeFile(port, '// nothing is left\n');
    expect((await ask('auditGap', { run: 'b', exclude: [], settings })).reindexed).toBe(true);
    expect((await ask('auditGap', { run: 'c', exclude: [], settings })).reindexed).toBe(false);
    expect((await ask('gapComponent', { component: 'libsift/hash.c' }))?.component.status).not.toBe('done');
  });
});

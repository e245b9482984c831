/** Recorded scans, as the extension asks the service host for them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultRetention, type StoreChoice } from '../../server/src/protocol/history.ts';
import type { ScanEvent, ScanRequest } from '../../server/src/protocol/scan.ts';
import {
  scanEventsNotification,
  serviceRequests,
  type ScanEvents,
  type ServiceParams,
  type ServiceRequestName,
  type ServiceResult,
} from '../../server/src/protocol/service.ts';
import { testLibraries } from './support/libraries.ts';
import { RunningHost } from './support/runningHost.ts';
import { Workspace } from './support/workspace.ts';

const library = (await testLibraries()).find(({ path }) => path !== undefined);

let workspace: Workspace;
let host: RunningHost;
let store: StoreChoice;
beforeEach(async () => {
  workspace = await Workspace.create(library?.path ?? '', {
    'r.yar': 'rule a { meta: big = 9007199254740993 strings: $a = "hit" condition: $a }',
    'd/1': 'hit, hit, hit',
    'd/2': 'a hit',
  });
  store = { folder: workspace.folder };
  host = new RunningHost({ libyara: library?.path ?? '' }, workspace.options.env ?? {});
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await workspace.remove();
});

async function ask<N extends ServiceRequestName>(name: N, params: ServiceParams<N>): Promise<ServiceResult<N>> {
  return await host.connection.sendRequest(serviceRequests[name].method, params);
}

/** Runs a scan that is recorded. @returns its events */
async function scan(choice: StoreChoice = store): Promise<ScanEvent[]> {
  const events: ScanEvent[] = [];
  const listening = host.connection.onNotification(
    scanEventsNotification,
    ({ events: batch }: ScanEvents) => void events.push(...batch),
  );
  const request: ScanRequest = {
    rules: [{ path: workspace.path('r.yar') }],
    targets: [workspace.path('d')],
    recursive: true,
    workers: 1,
    externals: [],
    includeDirectories: [],
    timeoutSeconds: 0,
    fast: false,
    maxMatchesPerPattern: 10,
    maxMatchBytes: 16,
  };
  const outcome = await ask('scan', {
    scan: 'by the client',
    request,
    record: { store: choice, retention: { ...defaultRetention, scans: 2 } },
  });
  expect(outcome).toMatchObject({ type: 'ran' });
  listening.dispose();
  return events;
}

describe.skipIf(library === undefined)('the history of scans, by the service host', () => {
  it('lists and shows what a scan told, page by page, with what it takes to run it again', async () => {
    const events = await scan();
    const [started] = events;
    const told = events.filter(({ type }) => type === 'match');
    expect(told).toHaveLength(2);
    const [entry] = await ask('listHistory', { store });
    expect(entry).toMatchObject({ state: 'complete', summary: { files: 2, matches: 2 } });
    const name = entry?.scan ?? '';
    const first = await ask('showHistory', { store, scan: name, limit: 1 });
    expect(first.record?.started).toEqual(started);
    expect(first.record?.request).toMatchObject({ targets: [workspace.path('d')] });
    const second = await ask('showHistory', { store, scan: name, from: first.page.next });
    expect(second.record).toBeUndefined();
    expect(second.page.next).toBeUndefined();
    // What was a Buffer on the way is bytes like any others.
    expect([...first.page.events, ...second.page.events]).toEqual(structuredClone(told));
    expect(await ask('showHistory', { store, scan: 'none' })).toEqual({ page: { events: [] } });
  });

  it('compares and removes, and keeps as many as it is told', async () => {
    await scan();
    await scan();
    await writeFile(workspace.path('d/2'), 'none');
    await scan();
    const entries = await ask('listHistory', { store });
    expect(entries).toHaveLength(2);
    const [after = '', before = ''] = entries.map(({ scan: name }) => name);
    expect(await ask('compareHistory', { store, before, after })).toEqual({
      counts: { new: 0, gone: 1, same: 1 },
      changes: [{ kind: 'gone', path: workspace.path('d/2'), namespace: 'default', rule: 'a' }],
    });
    expect(await ask('removeHistory', { store, scans: [before, 'none'] })).toBe(1);
    expect(await ask('listHistory', { store })).toMatchObject([{ scan: after }]);
  });

  it('lies in a folder of the workspace that git leaves alone, where the command line finds it', async () => {
    await scan();
    expect(await readFile(workspace.path('.cryptex/.gitignore'), 'utf8')).toBe('/.gitignore\n/cryptex.sqlite*\n');
    const { stdout } = await workspace.run('history', 'list', '--format', 'json');
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  it('is in the file of the setting, or one of the user without a folder', async () => {
    await scan({ ...store, named: 'elsewhere.sqlite' });
    expect(await ask('listHistory', { store: { named: workspace.path('elsewhere.sqlite') } })).toHaveLength(1);
    expect(await ask('listHistory', { store })).toEqual([]);
    expect(await ask('listHistory', { store: {} })).toEqual([]);
  });

  it('does not fail a scan when it can not be written, and says why it can not be read', async () => {
    await mkdir(workspace.path('folder.sqlite'));
    const events = await scan({ ...store, named: 'folder.sqlite' });
    expect(events.at(-1)).toMatchObject({ type: 'done' });
    await expect(ask('listHistory', { store: { ...store, named: 'folder.sqlite' } })).rejects.toMatchObject({
      code: -32803,
      data: { code: 'unreadable' },
    });
  });
});

/** The service host as the extension starts it: forked, over IPC. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/node';
import type { ScanRequest } from '../../server/src/protocol/scan.ts';
import { scanEventsNotification, serviceRequests, type ScanEvents } from '../../server/src/protocol/service.ts';
import { testLibraries } from './support/libraries.ts';
import { RunningHost } from './support/runningHost.ts';
import { Workspace } from './support/workspace.ts';

const library = (await testLibraries()).find(({ path }) => path !== undefined);
const { compile, describeEngine, scan } = serviceRequests;

let workspace: Workspace;
let host: RunningHost;
let child: ChildProcess;
let connection: MessageConnection;

function startHost(libyara: string): void {
  host = new RunningHost({ libyara }, workspace.options.env ?? {});
  ({ child, connection } = host);
}

beforeEach(async () => {
  workspace = await Workspace.create(library?.path ?? '', {
    'r.yar': 'rule a { strings: $a = "hit" condition: $a }',
    'bad.yar': 'rule a { condition: b }',
    'slow.yar':
      'rule a { condition: uint8(0) == 0x68 or for all i in (0..40000000000) : (uint8(i % filesize) != 0x100) }',
    // Larger than the others, and so scanned first.
    'd/1': 'hit, hit, hit',
    'd/2': 'a hit',
    'd/3': 'none',
  });
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await workspace.remove();
});

function request(changes: Partial<ScanRequest> = {}): ScanRequest {
  return {
    rules: [{ path: workspace.path('r.yar') }],
    targets: [workspace.path('d')],
    recursive: true,
    workers: 2,
    externals: [],
    includeDirectories: [],
    timeoutSeconds: 0,
    fast: false,
    maxMatchesPerPattern: 10,
    maxMatchBytes: 16,
    ...changes,
  };
}

function events(): ScanEvents['events'] {
  const received: ScanEvents['events'] = [];
  connection.onNotification(scanEventsNotification, ({ events: batch }: ScanEvents) => void received.push(...batch));
  return received;
}

describe.skipIf(library === undefined)('service host', () => {
  it('describes the engine', async () => {
    startHost(library?.path ?? '');
    const engine: unknown = await connection.sendRequest(describeEngine.method, {});
    expect(engine).toMatchObject({ path: library?.path, origin: 'setting' });
  });

  it('scans, and sends every event before the response', async () => {
    startHost(library?.path ?? '');
    const received = events();
    const outcome: unknown = await connection.sendRequest(scan.method, { scan: 's1', request: request() });
    const summary = { files: 3, matchedFiles: 2, matches: 2, errors: 0, cancelled: false };
    expect(outcome).toMatchObject({ type: 'ran', summary });
    expect(received[0]).toMatchObject({ type: 'started', rules: 1 });
    expect(received.at(-1)).toMatchObject({ type: 'done', summary });
    const matches = received.flatMap((event) => (event.type === 'match' ? [event] : []));
    expect(matches.map(({ path }) => path).sort()).toEqual([workspace.path('d/1'), workspace.path('d/2')]);
    const data = matches[0]?.matches[0]?.patterns[0]?.matches[0]?.data ?? [];
    expect(Buffer.from(data).toString()).toBe('hit');
  });

  it('answers with the messages when rules are rejected', async () => {
    startHost(library?.path ?? '');
    const rules = [{ path: workspace.path('bad.yar') }];
    const outcome: unknown = await connection.sendRequest(scan.method, { scan: 's', request: request({ rules }) });
    expect(outcome).toMatchObject({ type: 'rules-rejected', messages: [{ level: 'error', line: 1 }] });
  });

  it('keeps what a cancelled scan has found', async () => {
    startHost(library?.path ?? '');
    const cancellation = new CancellationTokenSource();
    connection.onNotification(scanEventsNotification, ({ events: batch }: ScanEvents) => {
      if (batch.some(({ type }) => type === 'match')) cancellation.cancel();
    });
    const rules = [{ path: workspace.path('slow.yar') }];
    const params = { scan: 's', request: request({ rules }) };
    const outcome: unknown = await connection.sendRequest(scan.method, params, cancellation.token);
    expect(outcome).toMatchObject({ type: 'ran', summary: { matches: 1, cancelled: true } });
  });

  it('compiles to a file', async () => {
    startHost(library?.path ?? '');
    const params = { rules: [{ path: workspace.path('r.yar') }], output: workspace.path('out') };
    const result: unknown = await connection.sendRequest(compile.method, {
      ...params,
      externals: [],
      includeDirectories: [],
    });
    expect(result).toMatchObject({ kind: 'compile', rules: 1, patterns: 1, messages: [] });
  });

  it('refuses what is no request of the table', async () => {
    startHost(library?.path ?? '');
    const broken = { scan: 's', request: { ...request(), workers: 0 } };
    await expect(connection.sendRequest(scan.method, broken)).rejects.toMatchObject({ code: -32602 });
    await expect(connection.sendRequest('scan/nothing', {})).rejects.toMatchObject({ code: -32601 });
  });

  it('says with data why the engine fails', async () => {
    startHost('/nowhere/libyara.so');
    await expect(connection.sendRequest(describeEngine.method, {})).rejects.toMatchObject({
      code: -32803,
      data: { code: 'engine-missing', candidates: [{ path: '/nowhere/libyara.so', outcome: 'missing' }] },
    });
  });

  it('ends with its parent, also in the middle of a scan', async () => {
    startHost(library?.path ?? '');
    const rules = [{ path: workspace.path('slow.yar') }];
    const scanning = connection.sendRequest(scan.method, { scan: 's', request: request({ rules }) });
    scanning.catch(() => undefined);
    await new Promise<void>((resolve) => {
      connection.onNotification(scanEventsNotification, () => resolve());
    });
    const exit = once(child, 'exit');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
    startHost(library?.path ?? '');
  });
});

import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { afterEach, describe, expect, it } from 'vitest';
import type { ScanEvent } from '../../../server/src/protocol/scan.ts';
import { ServiceClient, type ServiceClientOptions } from '../../../client/src/serviceClient.ts';
import { EngineRequestError, isCancellation, ServiceStoppedError } from '../../../client/src/serviceErrors.ts';

const clients: ServiceClient[] = [];
const log: string[] = [];

function client(behaviour?: string, options: Partial<ServiceClientOptions> = {}): ServiceClient {
  const made = new ServiceClient({
    modulePath: join(import.meta.dirname, 'fakeServiceHost.ts'),
    options: () => (behaviour === undefined ? {} : { libyara: behaviour }),
    log: { info: (message) => log.push(message), error: (message) => log.push(message) },
    ...options,
  });
  clients.push(made);
  return made;
}

const request = {
  rules: [{ path: '/r.yar' }],
  targets: ['/s'],
  recursive: true,
  workers: 1,
  externals: [],
  includeDirectories: [],
  timeoutSeconds: 0,
  fast: false,
  maxMatchesPerPattern: 1,
  maxMatchBytes: 1,
};

afterEach(() => {
  clients.splice(0).forEach((one) => one.dispose());
  log.length = 0;
});

describe('a request', () => {
  it('starts the host, which stays for the next one', async () => {
    const service = client();
    const first = await service.request('describeEngine', {});
    expect((await service.request('describeEngine', {})).path).toBe(first.path);
  });

  it('fails with the reason when the engine can not do it', async () => {
    const failure = await client('missing')
      .request('describeEngine', {})
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineRequestError);
    expect(failure).toMatchObject({ failure: { code: 'engine-missing' }, message: 'No libyara.' });
  });

  it('fails when the host ends, and the next one gets a new host', async () => {
    let behaviour: string | undefined = 'dies';
    const service = client(undefined, { options: () => (behaviour === undefined ? {} : { libyara: behaviour }) });
    await expect(service.request('describeEngine', {})).rejects.toBeInstanceOf(ServiceStoppedError);
    behaviour = undefined;
    await expect(service.request('describeEngine', {})).resolves.toMatchObject({ version: '4.5.2' });
  });

  it('fails when there is no host to start', async () => {
    const service = client(undefined, { modulePath: join(import.meta.dirname, 'absent.cjs') });
    await expect(service.request('describeEngine', {})).rejects.toBeInstanceOf(ServiceStoppedError);
  });

  it('does not take an answer that is not one', async () => {
    await expect(client('nonsense').request('describeEngine', {})).rejects.toThrow();
  });

  it('is not sent when it is not one', async () => {
    await expect(
      client().request('compile', { rules: [], output: '', externals: [], includeDirectories: [] }),
    ).rejects.toThrow();
    expect(log).toEqual([]);
  });
});

describe('a scan', () => {
  it('hands its events over before it settles, with bytes and large numbers as they are', async () => {
    const events: ScanEvent[] = [];
    const outcome = await client().scan({ scan: 'one', request }, (batch) => events.push(...batch));
    expect(outcome.type).toBe('ran');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      path: '/s',
      matches: [{ meta: [{ value: 2n ** 62n }], patterns: [{ matches: [{ data: Uint8Array.of(1, 2) }] }] }],
    });
    expect(log.some((line) => line.includes('not understood'))).toBe(true);
  });

  it('can be cancelled', async () => {
    const cancellation = new CancellationTokenSource();
    const outcome = await client('waits').scan(
      { scan: 'one', request },
      () => cancellation.cancel(),
      cancellation.token,
    );
    expect(outcome).toMatchObject({ summary: { cancelled: true } });
  });

  it('ends with its host when that ignores the cancellation', async () => {
    const cancellation = new CancellationTokenSource();
    const service = client('ignores cancellation', { cancelGraceMilliseconds: 50 });
    const scan = service.scan({ scan: 'one', request }, () => undefined, cancellation.token);
    cancellation.cancel();
    await expect(scan).rejects.toBeInstanceOf(ServiceStoppedError);
  });
});

describe('the host', () => {
  it('is let go when idle and started again when needed', async () => {
    const service = client(undefined, { idleMilliseconds: 0 });
    const first = await service.request('describeEngine', {});
    await expect.poll(() => log.some((line) => line.includes('ended'))).toBe(true);
    expect((await service.request('describeEngine', {})).path).not.toBe(first.path);
  });

  it('is replaced by a restart, after what is running', async () => {
    const service = client();
    const running = service.request('describeEngine', {});
    service.restart();
    const first = await running;
    expect((await service.request('describeEngine', {})).path).not.toBe(first.path);
  });
});

describe('isCancellation', () => {
  it('knows the cancellations of both layers', () => {
    expect(isCancellation({ code: -32800 })).toBe(true);
    expect(isCancellation(new EngineRequestError({ code: 'cancelled', message: '' }))).toBe(true);
    expect(isCancellation(new EngineRequestError({ code: 'timeout', message: '' }))).toBe(false);
    expect(isCancellation(new Error('x'))).toBe(false);
  });
});

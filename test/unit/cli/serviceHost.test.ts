import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { serviceRequests } from '../../../server/src/protocol/service.ts';
import type { RequestHandlers } from '../../../server/src/service/requestHandler.ts';
import { ServiceHost } from '../../../server/src/service/serviceHost.ts';
import { engineInfo } from '../scan/fakeEngine.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** As `Promise.withResolvers`, which ES2023 does not have. */
function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

const never = () => new Promise<never>(() => undefined);

function connected(handlers: Partial<RequestHandlers>) {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const client = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const server = createMessageConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const onIdle = vi.fn();
  const host = new ServiceHost({
    connection: server,
    handlers: {
      describeEngine: never,
      compile: never,
      scan: never,
      pauseScan: never,
      exportScan: never,
      updateCatalogue: never,
      findRules: never,
      safeIndex: never,
      writeSafeIndex: never,
      makeReady: never,
      listHistory: never,
      showHistory: never,
      compareHistory: never,
      removeHistory: never,
      dictionaryState: never,
      indexDictionary: never,
      dictionaryChildren: never,
      entriesOfFile: never,
      findEntries: never,
      searchEntries: never,
      dictionaryEntry: never,
      entrySource: never,
      entryGraph: never,
      annotateEntry: never,
      gapState: never,
      auditGap: never,
      gapChildren: never,
      gapComponent: never,
      gapDecisions: never,
      decideGap: never,
      gapFiles: never,
      gapReport: never,
      exportGap: never,
      ...handlers,
    },
    openEngine: () => {
      throw new Error('not opened here');
    },
    libyara: undefined,
    idleMilliseconds: 1000,
    onIdle,
  });
  client.listen();
  server.listen();
  return { client, host, onIdle };
}

describe('ServiceHost', () => {
  it('is idle when no request has been running for a while', async () => {
    const started = deferred<undefined>();
    const finished = deferred<undefined>();
    const describeEngine = async () => {
      started.resolve(undefined);
      await finished.promise;
      return engineInfo;
    };
    const { client, onIdle } = connected({ describeEngine });
    vi.advanceTimersByTime(900);
    const answer = client.sendRequest(serviceRequests.describeEngine.method, {});
    await started.promise;
    vi.advanceTimersByTime(10_000);
    expect(onIdle).not.toHaveBeenCalled();
    finished.resolve(undefined);
    await answer;
    vi.advanceTimersByTime(999);
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it('tells what is running that it ends', async () => {
    const running = deferred<AbortSignal>();
    const { client, host } = connected({
      describeEngine: (_params, { signal }) => {
        running.resolve(signal);
        return never();
      },
    });
    client.sendRequest(serviceRequests.describeEngine.method, {}).catch(() => undefined);
    const signal = await running.promise;
    expect(signal.aborted).toBe(false);
    host[Symbol.dispose]();
    expect(signal.aborted).toBe(true);
  });

  it('answers a bug with an internal error, and goes on', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { client } = connected({ describeEngine: () => Promise.reject(new TypeError('a bug')) });
    const ask = () => client.sendRequest(serviceRequests.describeEngine.method, {});
    await expect(ask()).rejects.toMatchObject({ code: -32603, message: 'a bug' });
    await expect(ask()).rejects.toMatchObject({ code: -32603 });
    expect(print).toHaveBeenCalledTimes(2);
    print.mockRestore();
  });
});

/**
 * The extension's side of the service host: typed requests, checked both ways.
 *
 * The host is started by the first request, let go when idle, and started again by the request after it ended.
 * Every request settles: when the host ends, when it does not answer in time, and when it ignores a cancellation.
 */
import type { CancellationToken } from 'vscode-jsonrpc/node';
import * as v from 'valibot';
import {
  ExportPartParams,
  exportPartRequest,
  IndexProgressParams,
  indexProgressNotification,
  MakeReadyProgressParams,
  makeReadyProgressNotification,
  scanEventsNotification,
  ScanEvents,
  serviceRequests,
  type ExportPart,
  type ServiceOptions,
  type ServiceParams,
  type ServiceRequestName,
  type ServiceResult,
} from '../../server/src/protocol/service.ts';
import type { IndexProgress, IndexReport } from '../../server/src/protocol/dictionaryView.ts';
import type { MakeReadyProgress, MakeReadyReport, MakeReadyRequest } from '../../server/src/protocol/makeReady.ts';
import type { GapAuditSummary } from '../../server/src/protocol/gapView.ts';
import type { ScanEvent } from '../../server/src/protocol/scan.ts';
import { ServiceStoppedError, typedError } from './serviceErrors.ts';
import type { ServiceLog, ServiceProcess } from './serviceProcess.ts';

export interface ServiceClientOptions {
  readonly modulePath: string;
  /** Read at each start of the host. */
  readonly options: () => ServiceOptions;
  readonly log: ServiceLog;
  /** Shorter than the host's own limit, so that no request meets a host that is just leaving. */
  readonly idleMilliseconds?: number;
  /** How long a host may go on with a request that was cancelled before it is ended. */
  readonly cancelGraceMilliseconds?: number;
}

/** Limits in milliseconds, for the requests that have one. */
const timeouts: Partial<Record<ServiceRequestName, number>> = { describeEngine: 30_000 };

export class ServiceClient {
  readonly #settings: Required<ServiceClientOptions>;
  readonly #listeners = new Map<string, (events: readonly ScanEvent[]) => void>();
  readonly #followers = new Map<string, (progress: IndexProgress) => void>();
  readonly #makings = new Map<string, (progress: MakeReadyProgress) => void>();
  readonly #exports = new Map<string, Iterator<readonly ScanEvent[], void>>();
  #host: Promise<ServiceProcess> | undefined;
  #current: ServiceProcess | undefined;
  #pending = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #restartWhenIdle = false;

  constructor(options: ServiceClientOptions) {
    this.#settings = { idleMilliseconds: 240_000, cancelGraceMilliseconds: 10_000, ...options };
  }

  /** @throws EngineRequestError, ServiceStoppedError, or the response's own error. */
  async request<N extends ServiceRequestName>(
    name: N,
    params: ServiceParams<N>,
    token?: CancellationToken,
  ): Promise<ServiceResult<N>> {
    const row = serviceRequests[name];
    const checked = v.parse(row.params, params);
    clearTimeout(this.#idleTimer);
    this.#pending += 1;
    let host: ServiceProcess | undefined;
    let limits: { dispose(): void } | undefined;
    try {
      host = await this.#start();
      limits = this.#limits(host, name, token);
      // When the host ends its connection is disposed of, which rejects the answer.
      // Without a token there must be no argument for it: it would be sent as a second parameter.
      const tokens = token === undefined ? [] : [token];
      const answer: unknown = await host.connection.sendRequest(row.method, checked, ...tokens);
      const result: unknown = v.parse(row.result, answer);
      return result as ServiceResult<N>;
    } catch (error) {
      throw host?.hasEnded() === true ? new ServiceStoppedError() : typedError(error);
    } finally {
      limits?.dispose();
      this.#pending -= 1;
      this.#whenIdle();
    }
  }

  /** Runs a scan; `onEvents` gets its events, in order, before the promise settles. */
  async scan(
    params: ServiceParams<'scan'>,
    onEvents: (events: readonly ScanEvent[]) => void,
    token?: CancellationToken,
  ): Promise<ServiceResult<'scan'>> {
    this.#listeners.set(params.scan, onEvents);
    try {
      return await this.request('scan', params, token);
    } finally {
      this.#listeners.delete(params.scan);
    }
  }

  /** Brings a dictionary in line with the disk; `onProgress` is told how far it is until the promise settles. */
  async index(
    params: Omit<ServiceParams<'indexDictionary'>, 'run'>,
    onProgress: (progress: IndexProgress) => void,
    token?: CancellationToken,
  ): Promise<IndexReport> {
    return await this.#followed(onProgress, (run) => this.request('indexDictionary', { ...params, run }, token));
  }

  /** Audits a code base; `onProgress` is told how far its dictionary is until the promise settles. */
  async audit(
    params: Omit<ServiceParams<'auditGap'>, 'run'>,
    onProgress: (progress: IndexProgress) => void,
    token?: CancellationToken,
  ): Promise<GapAuditSummary> {
    return await this.#followed(onProgress, (run) => this.request('auditGap', { ...params, run }, token));
  }

  /** Works out what makes the rules of a folder ready for YARA-X; `onProgress` is told how far it is. */
  async makeReady(
    request: MakeReadyRequest,
    onProgress: (progress: MakeReadyProgress) => void,
    token?: CancellationToken,
  ): Promise<MakeReadyReport> {
    const run = crypto.randomUUID();
    this.#makings.set(run, onProgress);
    try {
      return await this.request('makeReady', { ...request, run }, token);
    } finally {
      this.#makings.delete(run);
    }
  }

  /** Writes the results that `parts` hands out to a file; none of the parts is to be empty. */
  async exportScan(
    params: Omit<ServiceParams<'exportScan'>, 'export'>,
    parts: Iterable<readonly ScanEvent[]>,
    token?: CancellationToken,
  ): Promise<void> {
    const name = crypto.randomUUID();
    this.#exports.set(name, parts[Symbol.iterator]() as Iterator<readonly ScanEvent[], void>);
    try {
      await this.request('exportScan', { ...params, export: name }, token);
    } finally {
      this.#exports.delete(name);
    }
  }

  /** Makes the next request start a new host, with new options. Requests under way are finished first. */
  restart(): void {
    this.#restartWhenIdle = true;
    this.#whenIdle();
  }

  dispose(): void {
    clearTimeout(this.#idleTimer);
    void this.#host?.then((host) => this.#stop(host));
  }

  /** Ends a host that does not answer in time, or goes on with what was cancelled. */
  #limits(host: ServiceProcess, name: ServiceRequestName, token?: CancellationToken): { dispose(): void } {
    const timers: NodeJS.Timeout[] = [];
    const limit = (milliseconds: number, why: string): void => {
      const end = (): void => {
        this.#settings.log.error(why);
        this.#stop(host);
      };
      timers.push(setTimeout(end, milliseconds));
    };
    const { method } = serviceRequests[name];
    const milliseconds = timeouts[name];
    if (milliseconds !== undefined) {
      limit(milliseconds, `No answer to ${method} in ${milliseconds} ms.`);
    }
    const cancelled = token?.onCancellationRequested(() =>
      limit(this.#settings.cancelGraceMilliseconds, `${method} went on after it was cancelled.`),
    );
    return {
      dispose: () => {
        cancelled?.dispose();
        timers.forEach((timer) => clearTimeout(timer));
      },
    };
  }

  #start(): Promise<ServiceProcess> {
    this.#host ??= this.#launch();
    return this.#host;
  }

  async #launch(): Promise<ServiceProcess> {
    const { modulePath, options, log } = this.#settings;
    try {
      // With the first need of it: nothing of it is loaded when the extension is activated.
      const { startServiceProcess } = await import('./serviceProcess.ts');
      const host = startServiceProcess(modulePath, options(), log);
      this.#current = host;
      host.connection.onNotification(scanEventsNotification, (params: unknown) => this.#deliver(params));
      host.connection.onNotification(indexProgressNotification, (params: unknown) => this.#tell(params));
      host.connection.onNotification(makeReadyProgressNotification, (params: unknown) => {
        const parsed = v.safeParse(MakeReadyProgressParams, params);
        if (parsed.success) this.#makings.get(parsed.output.run)?.(parsed.output.progress);
        else log.error(`Progress that is not understood: ${v.summarize(parsed.issues)}`);
      });
      host.connection.onRequest(exportPartRequest, (params: unknown) => this.#nextPart(params));
      void host.ended.then(() => this.#forget(host));
      return host;
    } catch (error) {
      this.#host = undefined;
      throw error;
    }
  }

  #deliver(params: unknown): void {
    const parsed = v.safeParse(ScanEvents, params);
    if (parsed.success) {
      this.#listeners.get(parsed.output.scan)?.(parsed.output.events);
    } else {
      this.#settings.log.error(`Scan events that are not understood: ${v.summarize(parsed.issues)}`);
    }
  }

  #tell(params: unknown): void {
    const parsed = v.safeParse(IndexProgressParams, params);
    if (parsed.success) {
      this.#followers.get(parsed.output.run)?.(parsed.output.progress);
    } else {
      this.#settings.log.error(`Progress that is not understood: ${v.summarize(parsed.issues)}`);
    }
  }

  /** `ask` gets the name under which progress is told. */
  async #followed<T>(onProgress: (progress: IndexProgress) => void, ask: (run: string) => Promise<T>): Promise<T> {
    const run = crypto.randomUUID();
    this.#followers.set(run, onProgress);
    try {
      return await ask(run);
    } finally {
      this.#followers.delete(run);
    }
  }

  #nextPart(params: unknown): ExportPart {
    const next = this.#exports.get(v.parse(ExportPartParams, params).export)?.next();
    return { events: next === undefined || next.done === true ? [] : [...next.value] };
  }

  #whenIdle(): void {
    if (this.#pending > 0) {
      return;
    }
    const stop = (): void => void this.#host?.then((host) => this.#stop(host));
    if (this.#restartWhenIdle) {
      this.#restartWhenIdle = false;
      stop();
    } else {
      clearTimeout(this.#idleTimer);
      this.#idleTimer = setTimeout(stop, this.#settings.idleMilliseconds);
      this.#idleTimer.unref();
    }
  }

  #stop(host: ServiceProcess): void {
    this.#forget(host);
    host.stop();
  }

  /** Compared by identity: by now a newer host may be running. */
  #forget(host: ServiceProcess): void {
    if (this.#current === host) {
      this.#current = undefined;
      this.#host = undefined;
    }
  }
}

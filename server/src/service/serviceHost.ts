/** Serves the requests of one connection: checks what comes in, runs the handler, maps what goes wrong. */
import { ErrorCodes, ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc';
import * as v from 'valibot';
import { EngineError } from '../common/errors.ts';
import { serviceRequests, type ServiceParams, type ServiceRequestName } from '../protocol/service.ts';
import type { OpenEngine } from '../scan/scanEngine.ts';
import { StoreError } from '../store/storeError.ts';
import { requestCancelled, requestFailed } from './errorCodes.ts';
import type { RequestContext, RequestHandlers } from './requestHandler.ts';

export interface ServiceHostOptions {
  readonly connection: MessageConnection;
  readonly handlers: RequestHandlers;
  readonly openEngine: OpenEngine;
  readonly libyara: string | undefined;
  /** Called when no request has been running for this long. */
  readonly idleMilliseconds: number;
  readonly onIdle: () => void;
}

export class ServiceHost implements Disposable {
  readonly #options: ServiceHostOptions;
  readonly #ended = new AbortController();
  readonly #pauseGates: RequestContext['pauseGates'] = new Map();
  #running = 0;
  #idle: NodeJS.Timeout | undefined;

  /** Registers all requests; the caller starts the connection. */
  constructor(options: ServiceHostOptions) {
    this.#options = options;
    for (const name of Object.keys(serviceRequests) as ServiceRequestName[]) this.#register(name);
    this.#becomeIdle();
  }

  /** Cancels what is running. */
  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    this.#ended.abort();
  }

  #register(name: ServiceRequestName): void {
    const { method, params: schema } = serviceRequests[name];
    this.#options.connection.onRequest(method, async (params: unknown, token: CancellationToken) => {
      const checked = v.safeParse(schema, params);
      if (!checked.success) {
        return new ResponseError(ErrorCodes.InvalidParams, `${method}: ${v.summarize(checked.issues)}`);
      }
      return await this.#run(name, checked.output, token);
    });
  }

  async #run<N extends ServiceRequestName>(name: N, params: ServiceParams<N>, token: CancellationToken) {
    const { connection, handlers, openEngine, libyara } = this.#options;
    const cancelled = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelled.abort());
    if (token.isCancellationRequested) cancelled.abort();
    clearTimeout(this.#idle);
    this.#running += 1;
    const context: RequestContext = {
      openEngine: (workers) => openEngine({ workers, libyara }),
      libyara,
      signal: AbortSignal.any([cancelled.signal, this.#ended.signal]),
      pauseGates: this.#pauseGates,
      ask: (method, params) => connection.sendRequest(method, params),
      // Asynchronous also in that it does not throw when the connection has been closed.
      notify: async (method, params) => connection.sendNotification(method, params),
    };
    try {
      return await handlers[name](params, context);
    } catch (error) {
      return responseError(error);
    } finally {
      subscription.dispose();
      this.#running -= 1;
      if (this.#running === 0) this.#becomeIdle();
    }
  }

  #becomeIdle(): void {
    const { idleMilliseconds, onIdle } = this.#options;
    if (!this.#ended.signal.aborted) this.#idle = setTimeout(onIdle, idleMilliseconds);
  }
}

/** What can be expected to fail carries its EngineFailure as data; anything else is a bug, told with its stack. */
function responseError(error: unknown): ResponseError<unknown> {
  if (error instanceof StoreError) return new ResponseError(requestFailed, error.message, error.toFailure());
  if (error instanceof EngineError) {
    const code = error.code === 'cancelled' ? requestCancelled : requestFailed;
    return new ResponseError(code, error.message, error.toFailure());
  }
  console.error(error);
  return new ResponseError(ErrorCodes.InternalError, error instanceof Error ? error.message : String(error));
}

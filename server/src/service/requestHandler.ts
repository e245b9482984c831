/** What a request of the service host is given and gives. */
import type { ServiceParams, ServiceRequestName, ServiceResult } from '../protocol/service.ts';
import type { PauseGate } from '../scan/pauseGate.ts';
import type { EngineSession } from '../scan/scanEngine.ts';

export interface RequestContext {
  /** Opens the engine with the host's libyara. */
  readonly openEngine: (workers: number) => EngineSession;
  /** The libyara that the host was told to use; otherwise it is searched for. */
  readonly libyara: string | undefined;
  /** Aborted when the request is cancelled and when the host ends. */
  readonly signal: AbortSignal;
  /** Of the scans that are running, by the names that their requests gave them. */
  readonly pauseGates: Map<string, PauseGate>;
  /** Asks the extension; the answer is to be checked. Rejects when the connection ends. */
  readonly ask: (method: string, params: object) => Promise<unknown>;
  /** Resolves when the notification is on its way. */
  readonly notify: (method: string, params: object) => Promise<void>;
}

/** Answers one kind of request. Its parameters have been checked. */
export type RequestHandler<N extends ServiceRequestName> = (
  params: ServiceParams<N>,
  context: RequestContext,
) => Promise<ServiceResult<N>>;

export type RequestHandlers = { readonly [N in ServiceRequestName]: RequestHandler<N> };

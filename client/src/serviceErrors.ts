/** What a request to the service host can fail with, told apart for the callers. */
import * as v from 'valibot';
import { EngineFailure } from '../../server/src/protocol/engineInfo.ts';

/** The engine could not do it; the failure says why in words for a person. */
export class EngineRequestError extends Error {
  override readonly name = 'EngineRequestError';
  readonly failure: EngineFailure;

  constructor(failure: EngineFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The service host ended, did not start, or did not answer in time. The next request starts a new one. */
export class ServiceStoppedError extends Error {
  override readonly name = 'ServiceStoppedError';

  constructor() {
    super('The service host ended before it answered.');
  }
}

/** JSON-RPC's code for a request that its sender cancelled. */
const requestCancelled = -32800;

/** Cancelled by the user, which is no failure. */
export function isCancellation(error: unknown): boolean {
  if (error instanceof EngineRequestError) {
    return error.failure.code === 'cancelled';
  }
  return typeof error === 'object' && error !== null && 'code' in error && error.code === requestCancelled;
}

/** A response error that carries an `EngineFailure` as its data becomes typed; any other error stays as it is. */
export function typedError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('data' in error)) {
    return error;
  }
  const parsed = v.safeParse(EngineFailure, error.data);
  return parsed.success ? new EngineRequestError(parsed.output) : error;
}

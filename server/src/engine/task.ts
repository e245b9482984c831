import { EngineError } from '../common/errors.ts';
import type { EngineJob, EngineResult } from '../protocol/engine.ts';
import { jobSubject } from './jobSubject.ts';

export interface RunOptions {
  /** Before the job runs it is dropped; after that its worker gets a moment to finish and is killed. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from when a worker takes the job; then the worker is killed. No limit without it. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** A job on its way, and the promise of its result. Settled once; whatever comes later is ignored. */
export class Task {
  readonly id: number;
  readonly job: EngineJob;
  readonly result: Promise<EngineResult>;
  readonly #options: RunOptions;
  readonly #resolve: (result: EngineResult) => void;
  readonly #reject: (error: EngineError) => void;
  #onAbort: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(id: number, job: EngineJob, options: RunOptions) {
    this.id = id;
    this.job = job;
    this.#options = options;
    const { promise, resolve, reject } = promiseWithResolvers<EngineResult>();
    this.result = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Calls `cancel` when the caller has lost interest. */
  watch(cancel: () => void): void {
    this.#onAbort = cancel;
    this.#options.signal?.addEventListener('abort', cancel, { once: true });
  }

  /** Calls `expire` when the time for the job is over, counted from now. */
  startClock(expire: () => void): void {
    const { timeoutMilliseconds } = this.#options;
    if (timeoutMilliseconds !== undefined) this.#timer = setTimeout(expire, timeoutMilliseconds);
  }

  succeed(result: EngineResult): void {
    this.#release();
    if (result.kind === this.job.kind) this.#resolve(result);
    else this.#reject(new EngineError('libyara', 'The worker answered another question.'));
  }

  fail(error: EngineError): void {
    this.#release();
    this.#reject(error);
  }

  cancel(): void {
    this.fail(new EngineError('cancelled', `Cancelled ${jobSubject(this.job)}.`));
  }

  expire(): void {
    const limit = `${this.#options.timeoutMilliseconds ?? 0} ms`;
    this.fail(
      new EngineError('timeout', `libyara took longer than ${limit} for ${jobSubject(this.job)} and was ended.`),
    );
  }

  #release(): void {
    clearTimeout(this.#timer);
    if (this.#onAbort) this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** `Promise.withResolvers` is in every supported runtime, but not in the language level that the code is checked for. */
function promiseWithResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

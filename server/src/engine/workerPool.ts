import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../common/errors.ts';
import type {
  EngineCandidate,
  EngineFailure,
  EngineInfo,
  EngineJob,
  EngineResult,
  ResultOf,
  WorkerReply,
} from '../protocol/engine.ts';
import { jobSubject } from './jobSubject.ts';
import { WorkerProcess, type WorkerExit } from './workerProcess.ts';

export interface WorkerPoolOptions {
  /** Jobs that may run at once, each in a process of its own; at least 1. */
  readonly workers: number;
  /** Processes kept beyond those, ready to take over from one that is killed. */
  readonly spares?: number | undefined;
  /** The setting `yara.libyara.path`, already checked against workspace trust. */
  readonly libyara?: string | undefined;
  /** What the workers print and what becomes of them, line by line. */
  readonly log?: ((line: string) => void) | undefined;
  /** The worker's program, for tests. */
  readonly entry?: string | undefined;
}

export type PoolStatus =
  | { readonly state: 'starting' }
  | { readonly state: 'ready'; readonly engine: EngineInfo }
  | { readonly state: 'missing'; readonly failure: EngineFailure };

export interface RunOptions {
  /** Before the job runs it is dropped; after that its worker gets a moment to finish and is killed. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from when a worker takes the job; then the worker is killed. No limit without it. */
  readonly timeoutMilliseconds?: number | undefined;
}

interface Task {
  readonly id: number;
  readonly job: EngineJob;
  readonly options: RunOptions;
  readonly resolve: (result: EngineResult) => void;
  readonly reject: (error: EngineError) => void;
  /** Takes back the listeners and timers. */
  release: () => void;
}

interface Member {
  readonly process: WorkerProcess;
  state: 'starting' | 'idle' | 'busy' | 'draining' | 'ending';
  task: Task | undefined;
  /** What it was loading when it last said so. */
  trying: Pick<EngineCandidate, 'path' | 'origin'> | undefined;
  /** Of the start, or of the grace after a cancelled job. */
  timer: NodeJS.Timeout | undefined;
}

/** Milliseconds that a cancelled job gets to finish, since starting a process costs as much. */
const grace = 100;
/** Milliseconds until a worker must have said whether libyara works. */
const startLimit = 20_000;
/** Starts that may fail in a row before the pool gives up. */
const startAttempts = 3;

/**
 * Runs jobs in processes that have libyara loaded. Processes start with the first job, or with {@link start}; a process
 * that dies fails only the job that it held and is replaced.
 */
export class WorkerPool implements AsyncDisposable {
  readonly #options: WorkerPoolOptions;
  readonly #members = new Set<Member>();
  readonly #queue: Task[] = [];
  readonly #listeners = new Set<(status: PoolStatus) => void>();
  #status: PoolStatus = { state: 'starting' };
  #avoid: EngineCandidate[] = [];
  #failedStarts = 0;
  #nextId = 1;
  #backingOff = false;
  #disposed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  get status(): PoolStatus {
    return this.#status;
  }

  /** Process ids of the living workers, for tests and for people who look for them. */
  get processes(): readonly { readonly pid: number | undefined; readonly busy: boolean }[] {
    return [...this.#members].map(({ process, state }) => ({ pid: process.pid, busy: state === 'busy' }));
  }

  /** Calls `listener` with every change of the status; returns what takes it back. */
  onStatus(listener: (status: PoolStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts the workers now, so that the first job needn't wait. After `missing` it searches anew. */
  start(): void {
    if (this.#disposed) return;
    if (this.#status.state === 'missing') {
      this.#avoid = [];
      this.#failedStarts = 0;
      this.#setStatus({ state: 'starting' });
    }
    this.#schedule(this.#limit);
  }

  /** Starts, and resolves when libyara works. @throws {EngineError} `engine-missing`, `cancelled` when disposed. */
  async ready(): Promise<EngineInfo> {
    return (await this.run({ kind: 'describe' })).engine;
  }

  /** @throws {EngineError} */
  async run<J extends EngineJob>(job: J, options: RunOptions = {}): Promise<ResultOf<J>> {
    const result = await new Promise<EngineResult>((resolve, reject) => {
      if (options.signal?.aborted || this.#disposed) {
        reject(cancelled(job));
        return;
      }
      if (this.#status.state === 'missing') {
        reject(EngineError.from(this.#status.failure));
        return;
      }
      const task: Task = { id: this.#nextId++, job, options, resolve, reject, release: () => undefined };
      const abort = () => this.#cancel(task);
      options.signal?.addEventListener('abort', abort, { once: true });
      task.release = () => options.signal?.removeEventListener('abort', abort);
      this.#queue.push(task);
      this.#schedule(0);
    });
    return result as ResultOf<J>;
  }

  /** Ends all workers; what runs and waits fails with `cancelled`. Resolves when the processes are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (const task of this.#queue.splice(0)) this.#fail(task, cancelled(task.job));
    for (const member of this.#members) {
      if (member.task) this.#fail(member.task, cancelled(member.task.job));
      this.#end(member);
    }
    while (this.#members.size > 0) await sleep(5);
  }

  /** Hands out work and starts processes: as many as there is work for, at least `wanted`. */
  #schedule(wanted: number): void {
    if (this.#disposed || this.#status.state === 'missing') return;
    for (const member of this.#members) {
      if (member.state !== 'idle' || this.#count('busy') >= this.#options.workers) continue;
      const task = this.#queue.shift();
      if (!task) break;
      this.#give(member, task);
    }
    if (this.#backingOff) return;
    const spares = this.#options.spares ?? 0;
    const work = this.#count('busy') + this.#queue.length;
    const target = Math.min(this.#limit, Math.max(wanted, work));
    for (let alive = this.#alive(); alive < target; alive++) this.#startWorker();
    // A draining worker mostly comes back: it counts where only a spare would be missing.
    const comfortable = this.#members.size === 0 ? 0 : Math.min(this.#limit, work + spares);
    for (let all = this.#alive() + this.#count('draining'); all < comfortable; all++) this.#startWorker();
  }

  #give(member: Member, task: Task): void {
    member.state = 'busy';
    member.task = task;
    const { timeoutMilliseconds } = task.options;
    if (timeoutMilliseconds !== undefined) {
      const timer = setTimeout(() => {
        const message = `libyara took longer than ${timeoutMilliseconds} ms for ${jobSubject(task.job)} and was ended.`;
        member.task = undefined;
        this.#end(member);
        this.#fail(task, new EngineError('timeout', message));
        this.#schedule(0);
      }, timeoutMilliseconds);
      const release = task.release;
      task.release = () => {
        clearTimeout(timer);
        release();
      };
    }
    member.process.send(task.id, task.job);
  }

  #cancel(task: Task): void {
    const waiting = this.#queue.indexOf(task);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    for (const member of this.#members) {
      if (member.task !== task) continue;
      member.task = undefined;
      member.state = 'draining';
      member.timer = setTimeout(() => this.#end(member), grace);
    }
    this.#fail(task, cancelled(task.job));
    this.#schedule(0);
  }

  #startWorker(): void {
    const { libyara, log, entry } = this.#options;
    const events = {
      reply: (reply: WorkerReply) => this.#onReply(member, reply),
      exit: (exit: WorkerExit) => this.#onExit(member, exit),
      log: (line: string) => log?.(line),
    };
    const worker = new WorkerProcess({ libyara, avoid: this.#avoid }, events, entry);
    const timer = setTimeout(() => this.#end(member, 'starting'), startLimit);
    const member: Member = { process: worker, state: 'starting', task: undefined, trying: undefined, timer };
    this.#members.add(member);
  }

  #onReply(member: Member, reply: WorkerReply): void {
    switch (reply.type) {
      case 'trying':
        member.trying = reply;
        break;
      case 'ready':
        clearTimeout(member.timer);
        if (member.state === 'starting') member.state = 'idle';
        this.#failedStarts = 0;
        if (this.#status.state === 'starting') this.#setStatus({ state: 'ready', engine: reply.engine });
        this.#schedule(0);
        break;
      case 'unusable':
        this.#end(member);
        this.#miss(reply.failure);
        break;
      case 'result':
      case 'failed':
        this.#onDone(member, reply);
        break;
    }
  }

  #onDone(member: Member, reply: Extract<WorkerReply, { type: 'result' | 'failed' }>): void {
    const { task } = member;
    if (member.state === 'draining') {
      clearTimeout(member.timer);
      member.state = 'idle';
    } else if (task?.id === reply.id) {
      member.state = 'idle';
      member.task = undefined;
      if (reply.type === 'failed') this.#fail(task, EngineError.from(reply.failure));
      else if (reply.result.kind === task.job.kind) {
        task.release();
        task.resolve(reply.result);
      } else this.#fail(task, new EngineError('libyara', 'The worker answered another question.'));
    }
    this.#schedule(0);
    this.#trim();
  }

  #onExit(member: Member, exit: WorkerExit): void {
    clearTimeout(member.timer);
    this.#members.delete(member);
    const { task, state } = member;
    if (state !== 'ending') this.#options.log?.(`A libyara process ended with ${exit.reason}.`);
    if (task) {
      const said = exit.output === '' ? '' : ` It said: ${exit.output}`;
      const message = `libyara's process ended with ${exit.reason} while ${jobSubject(task.job)}.${said}`;
      this.#fail(task, new EngineError('worker-died', message));
    }
    if (state === 'starting' && !this.#disposed) void this.#afterFailedStart(member, exit);
    else this.#schedule(0);
  }

  /** A candidate that ends the process is left out from now on; anything else is tried again a few times. */
  async #afterFailedStart({ trying }: Member, exit: WorkerExit): Promise<void> {
    if (trying && exit.crashed) {
      if (!this.#avoid.some(({ path }) => path === trying.path)) {
        const detail = `The process ended with ${exit.reason} while it was tried; libyara 4.2 to 4.5 is supported.`;
        this.#avoid.push({ path: trying.path, origin: trying.origin, outcome: 'unsupported', detail });
      }
      this.#schedule(1);
      return;
    }
    this.#failedStarts += 1;
    if (this.#failedStarts >= startAttempts) {
      const message = `The process for libyara ends at its start with ${exit.reason}. ${exit.output}`.trim();
      this.#miss({ code: 'engine-missing', message });
      return;
    }
    this.#backingOff = true;
    await sleep(100 * 2 ** this.#failedStarts);
    this.#backingOff = false;
    this.#schedule(1);
  }

  #miss(failure: EngineFailure): void {
    this.#setStatus({ state: 'missing', failure });
    for (const task of this.#queue.splice(0)) this.#fail(task, EngineError.from(failure));
  }

  /** Ends what was started in the place of workers that came back: first those that are of no use yet. */
  #trim(): void {
    for (const state of ['starting', 'idle'] as const) {
      for (const member of this.#members) {
        if (this.#alive() > this.#limit && member.state === state) this.#end(member);
      }
    }
  }

  /** Kills a process. With `as` its end counts as that of a worker in that state. */
  #end(member: Member, as: Member['state'] = 'ending'): void {
    clearTimeout(member.timer);
    member.state = as;
    member.process.kill();
  }

  #fail(task: Task, error: EngineError): void {
    task.release();
    task.reject(error);
  }

  get #limit(): number {
    return this.#options.workers + (this.#options.spares ?? 0);
  }

  #count(state: Member['state']): number {
    return [...this.#members].filter((member) => member.state === state).length;
  }

  /** Those that will take work again; a draining one may not. */
  #alive(): number {
    return this.#members.size - this.#count('draining') - this.#count('ending');
  }

  #setStatus(status: PoolStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}

function cancelled(job: EngineJob): EngineError {
  return new EngineError('cancelled', `Cancelled ${jobSubject(job)}.`);
}

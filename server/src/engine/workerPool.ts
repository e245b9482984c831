import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError, messageOf } from '../common/errors.ts';
import type { EngineJob, ResultOf, WorkerReply } from '../protocol/engine.ts';
import type { EngineFailure, EngineInfo } from '../protocol/engineInfo.ts';
import { Crew, type Member } from './crew.ts';
import { jobSubject } from './jobSubject.ts';
import { Task, type RunOptions } from './task.ts';
import type { WorkerExit } from './workerProcess.ts';

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

/** Milliseconds that a cancelled job gets to finish, since starting a process costs as much. */
const grace = 100;

/**
 * Runs jobs in processes that have libyara loaded. Processes start with the first job, or with {@link start}; a process
 * that dies fails only the job that it held and is replaced.
 */
export class WorkerPool implements AsyncDisposable {
  readonly #options: WorkerPoolOptions;
  readonly #crew: Crew;
  readonly #queue: Task[] = [];
  readonly #listeners = new Set<(status: PoolStatus) => void>();
  #status: PoolStatus = { state: 'starting' };
  /** Workers to have, whether or not there is work for them. */
  #wanted = 0;
  #nextId = 1;
  #disposed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#crew = new Crew(options, {
      ready: (engine) => {
        if (this.#status.state === 'starting') this.#setStatus({ state: 'ready', engine });
        this.#schedule();
      },
      done: (member, reply) => this.#onDone(member, reply),
      lost: (member, exit) => this.#onLost(member, exit),
      missing: (failure) => {
        this.#setStatus({ state: 'missing', failure });
        for (const task of this.#queue.splice(0)) task.fail(EngineError.from(failure));
      },
    });
  }

  get status(): PoolStatus {
    return this.#status;
  }

  /** Process ids of the living workers, for tests and for people who look for them. */
  get processes(): readonly { readonly pid: number | undefined; readonly busy: boolean }[] {
    return [...this.#crew.members].map(({ process, state }) => ({ pid: process.pid, busy: state === 'busy' }));
  }

  /** Calls `listener` with every change of the status; returns what takes it back. */
  onStatus(listener: (status: PoolStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Starts the workers now, so that the first job needn't wait. The others follow when the first one has found libyara:
   * all at once they would hold each other up, and fail all at once where there is none. After `missing` it searches
   * anew.
   */
  start(): void {
    if (this.#status.state === 'missing') {
      this.#crew.forgive();
      this.#setStatus({ state: 'starting' });
    }
    this.#wanted = this.#limit;
    this.#schedule();
  }

  /** Starts, and resolves when libyara works. @throws {EngineError} `engine-missing`, `cancelled` when disposed. */
  async ready(): Promise<EngineInfo> {
    return (await this.run({ kind: 'describe' })).engine;
  }

  /** @throws {EngineError} */
  async run<J extends EngineJob>(job: J, options: RunOptions = {}): Promise<ResultOf<J>> {
    const task = new Task(this.#nextId++, job, options);
    if (options.signal?.aborted || this.#disposed) task.cancel();
    else if (this.#status.state === 'missing') task.fail(EngineError.from(this.#status.failure));
    else {
      task.watch(() => this.#cancel(task));
      this.#queue.push(task);
      this.#schedule();
    }
    return (await task.result) as ResultOf<J>;
  }

  /** Ends all workers; what runs and waits fails with `cancelled`. Resolves when the processes are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (const task of this.#queue.splice(0)) task.cancel();
    for (const member of this.#crew.members) {
      member.task?.cancel();
      this.#crew.end(member);
    }
    while (this.#crew.members.size > 0) await sleep(5);
  }

  /** Hands out work and starts processes: as many as there is work for, at least `wanted`. */
  #schedule(wanted = 0): void {
    if (this.#disposed || this.#status.state === 'missing') return;
    for (const member of this.#crew.members) {
      if (member.state !== 'idle' || this.#crew.count('busy') >= this.#options.workers) continue;
      const task = this.#queue.shift();
      if (!task) break;
      this.#give(member, task);
    }
    const work = this.#crew.count('busy') + this.#queue.length;
    const limit = this.#status.state === 'ready' ? this.#limit : 1;
    const needed = Math.min(limit, Math.max(wanted, this.#wanted, work)) - this.#crew.alive;
    for (let count = 0; count < needed; count++) this.#crew.start();
    if (this.#crew.members.size === 0) return;
    // A draining worker mostly comes back: it counts where only a spare would be missing.
    const comfortable = Math.min(limit, work + (this.#options.spares ?? 0));
    const lacking = comfortable - this.#crew.alive - this.#crew.count('draining');
    for (let count = 0; count < lacking; count++) this.#crew.start();
  }

  #give(member: Member, task: Task): void {
    try {
      member.process.send(task.id, task.job);
    } catch (error) {
      task.fail(new EngineError('invalid', `The job can't be sent: ${messageOf(error)}`, { cause: error }));
      return;
    }
    member.state = 'busy';
    member.task = task;
    task.startClock(() => {
      member.task = undefined;
      this.#crew.end(member);
      task.expire();
      this.#schedule();
    });
  }

  #cancel(task: Task): void {
    const waiting = this.#queue.indexOf(task);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    for (const member of this.#crew.members) {
      if (member.task !== task) continue;
      member.task = undefined;
      member.state = 'draining';
      member.timer = setTimeout(() => this.#crew.end(member), grace);
    }
    task.cancel();
    this.#schedule();
  }

  #onDone(member: Member, reply: Extract<WorkerReply, { type: 'result' | 'failed' }>): void {
    const { task, state } = member;
    if (state === 'draining') clearTimeout(member.timer);
    else if (task?.id !== reply.id) return;
    member.task = undefined;
    member.state = 'idle';
    if (reply.type === 'result') task?.succeed(reply.result);
    else task?.fail(EngineError.from(reply.failure));
    this.#schedule();
    this.#trim();
  }

  #onLost({ task }: Member, exit: WorkerExit): void {
    if (task) {
      const said = exit.output === '' ? '' : ` It said: ${exit.output}`;
      const message = `libyara's process ended with ${exit.reason} while ${jobSubject(task.job)}.${said}`;
      task.fail(new EngineError('worker-died', message));
    }
    this.#schedule(this.#queue.length > 0 || this.#status.state === 'starting' ? 1 : 0);
  }

  /** Ends what was started in the place of workers that came back: first those that are of no use yet. */
  #trim(): void {
    for (const state of ['starting', 'idle'] as const) {
      for (const member of this.#crew.members) {
        if (this.#crew.alive > this.#limit && member.state === state) this.#crew.end(member);
      }
    }
  }

  get #limit(): number {
    return this.#options.workers + (this.#options.spares ?? 0);
  }

  #setStatus(status: PoolStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerReply } from '../protocol/engine.ts';
import type { EngineCandidate, EngineFailure, EngineInfo } from '../protocol/engineInfo.ts';
import type { Task } from './task.ts';
import { WorkerProcess, type WorkerExit } from './workerProcess.ts';

/** A worker process and what it is at. */
export interface Member {
  readonly process: WorkerProcess;
  /** `draining`: done with its job as far as the caller cares. `ending`: killed, or about to end by itself. */
  state: 'starting' | 'idle' | 'busy' | 'draining' | 'ending';
  task: Task | undefined;
  /** Of the start, or of the grace after a cancelled job. */
  timer: NodeJS.Timeout | undefined;
}

export interface CrewOptions {
  readonly libyara?: string | undefined;
  readonly log?: ((line: string) => void) | undefined;
  readonly entry?: string | undefined;
}

export interface CrewEvents {
  /** A worker has libyara loaded and is idle. */
  ready(engine: EngineInfo): void;
  done(member: Member, reply: Extract<WorkerReply, { type: 'result' | 'failed' }>): void;
  /** A process is gone; `member.task` is what it held. */
  lost(member: Member, exit: WorkerExit): void;
  /** Starting makes no sense any more. */
  missing(failure: EngineFailure): void;
}

/** Milliseconds until a worker must have said whether libyara works. */
const startLimit = 20_000;
/** Starts that may fail in a row, for a reason that isn't known, before the crew gives up. */
const startAttempts = 3;

/** The worker processes of a pool: starts them, and finds out why they don't start. */
export class Crew {
  readonly members = new Set<Member>();
  readonly #options: CrewOptions;
  readonly #events: CrewEvents;
  /** Libraries that end the process that loads them. */
  #avoid: EngineCandidate[] = [];
  #failedStarts = 0;
  #backingOff = false;

  constructor(options: CrewOptions, events: CrewEvents) {
    this.#options = options;
    this.#events = events;
  }

  count(state: Member['state']): number {
    return [...this.members].filter((member) => member.state === state).length;
  }

  /** Those that will take work again for sure. */
  get alive(): number {
    return this.members.size - this.count('draining') - this.count('ending');
  }

  /** Forgets what has failed before. */
  forgive(): void {
    this.#avoid = [];
    this.#failedStarts = 0;
  }

  /** Starts a worker, unless the last one has just failed to. */
  start(): void {
    if (this.#backingOff) return;
    const { libyara, log, entry } = this.#options;
    let trying: Pick<EngineCandidate, 'path' | 'origin'> | undefined;
    const process = new WorkerProcess(
      { libyara, avoid: this.#avoid },
      {
        reply: (reply) => {
          if (reply.type === 'trying') trying = reply;
          else this.#onReply(member, reply);
        },
        exit: (exit) => this.#onExit(member, exit, trying),
        log: (line) => log?.(line),
      },
      entry,
    );
    // Killed while it is still starting, so that its end counts as a start that failed.
    const timer = setTimeout(() => process.kill(), startLimit);
    const member: Member = { process, state: 'starting', task: undefined, timer };
    this.members.add(member);
  }

  end(member: Member): void {
    clearTimeout(member.timer);
    member.state = 'ending';
    member.process.kill();
  }

  #onReply(member: Member, reply: Exclude<WorkerReply, { type: 'trying' }>): void {
    switch (reply.type) {
      case 'ready':
        clearTimeout(member.timer);
        if (member.state !== 'starting') break;
        member.state = 'idle';
        this.#failedStarts = 0;
        this.#events.ready(reply.engine);
        break;
      case 'unusable':
        this.end(member);
        this.#events.missing(reply.failure);
        break;
      case 'result':
      case 'failed':
        this.#events.done(member, reply);
        break;
    }
  }

  #onExit(member: Member, exit: WorkerExit, trying: Pick<EngineCandidate, 'path' | 'origin'> | undefined): void {
    clearTimeout(member.timer);
    this.members.delete(member);
    const { state } = member;
    if (state !== 'ending') this.#options.log?.(`A libyara process ended with ${exit.reason}.`);
    if (state !== 'starting') this.#events.lost(member, exit);
    else if (trying && exit.crashed) {
      this.#blame(trying, exit);
      this.#events.lost(member, exit);
    } else void this.#backOff(member, exit);
  }

  #blame({ path, origin }: Pick<EngineCandidate, 'path' | 'origin'>, exit: WorkerExit): void {
    if (this.#avoid.some((candidate) => candidate.path === path)) return;
    const detail = `The process ended with ${exit.reason} while it was tried; libyara 4.2 to 4.5 is supported.`;
    this.#avoid.push({ path, origin, outcome: 'unsupported', detail });
  }

  async #backOff(member: Member, exit: WorkerExit): Promise<void> {
    this.#failedStarts += 1;
    if (this.#failedStarts >= startAttempts) {
      const message = `The process for libyara ends at its start with ${exit.reason}. ${exit.output}`.trim();
      this.#events.missing({ code: 'engine-missing', message });
      return;
    }
    this.#backingOff = true;
    await sleep(100 * 2 ** this.#failedStarts);
    this.#backingOff = false;
    this.#events.lost(member, exit);
  }
}

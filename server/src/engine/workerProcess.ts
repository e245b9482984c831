import { fork, type ChildProcess } from 'node:child_process';
import * as v from 'valibot';
import { WorkerReply, type EngineJob, type WorkerOptions, type WorkerRequest } from '../protocol/engine.ts';
import { workerEntry } from './workerEntry.ts';

/** How a worker ended: "signal SIGSEGV" or "code 3", and the last that it printed. */
export interface WorkerExit {
  readonly reason: string;
  /** Whether it crashed, rather than being ended from outside. */
  readonly crashed: boolean;
  /** At most a few lines; libyara's failed assertions are here. */
  readonly output: string;
}

export interface WorkerEvents {
  reply(reply: WorkerReply): void;
  /** Comes once, last. */
  exit(exit: WorkerExit): void;
  /** A line that the process printed. */
  log(line: string): void;
}

/** Bytes of its output that are kept for the message about its end. */
const outputLimit = 4096;
const crashes: readonly (NodeJS.Signals | null)[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP'];

/** One libyara process, seen from its parent. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #output = '';

  constructor(options: WorkerOptions, events: WorkerEvents, entry = workerEntry()) {
    this.#child = fork(entry, [JSON.stringify(options)], {
      serialization: 'advanced',
      execArgv: [],
      // What a debugger or a test runner makes the parent load is not for its workers; and in VS Code they are no editors.
      env: { ...process.env, NODE_OPTIONS: undefined, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-outputLimit);
        for (const line of text.split('\n')) if (line !== '') events.log(line.slice(0, outputLimit));
      });
    }
    this.#child.on('message', (message) => {
      const reply = v.safeParse(WorkerReply, message);
      if (reply.success) events.reply(reply.output);
      else {
        events.log(`A worker sent what is no message: ${v.summarize(reply.issues)}`);
        this.kill();
      }
    });
    let ended = false;
    const end = (reason: string, crashed: boolean) => {
      if (ended) return;
      ended = true;
      events.exit({ reason, crashed, output: this.#output.trim() });
    };
    this.#child.on('error', (error) => end(`it can't be started (${error.message})`, false));
    // After `exit`, when all that it printed has been read.
    this.#child.on('close', (code, signal) => {
      // On Windows a crash is an exit code that is an NTSTATUS of an error.
      const crashed = crashes.includes(signal) || (code !== null && code >= 0xc0000000);
      end(signal === null ? `code ${code ?? 'unknown'}` : `signal ${signal}`, crashed);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(id: number, job: EngineJob): void {
    const request: WorkerRequest = { id, job };
    // If it can't be sent the process is gone, and `exit` tells.
    this.#child.send(request, () => undefined);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

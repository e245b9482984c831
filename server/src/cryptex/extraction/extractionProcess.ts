/** A process that parses files, seen from its parent. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { ExtractionReply, type ExtractionJob } from '../../protocol/extraction.ts';

export interface ExtractionEvents {
  reply(reply: ExtractionReply): void;
  /** Comes once, last; `reason` as `signal SIGSEGV` or `code 3`. */
  end(reason: string): void;
}

/** Megabytes of a process's heap; what needs more fails alone. */
const heapLimit = 512;

/** The program: a bundle beside this one when built, otherwise the source. */
function workerEntry(): string {
  const bundle = join(import.meta.dirname, 'extractionWorker.cjs');
  return existsSync(bundle) ? bundle : join(import.meta.dirname, 'worker', 'main.ts');
}

export class ExtractionProcess {
  readonly #child: ChildProcess;
  #events: ExtractionEvents;
  #ended: string | undefined;

  constructor(events: ExtractionEvents, entry = workerEntry()) {
    this.#events = events;
    this.#child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heapLimit}`, '--expose-gc'],
      // What a debugger or a test runner makes the parent load is not for its workers; and in VS Code they are no editors.
      env: { ...process.env, NODE_OPTIONS: undefined, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (message) => {
      const reply = v.safeParse(ExtractionReply, message);
      if (reply.success) this.#events.reply(reply.output);
      else this.kill('it sent what is no message');
    });
    let isOver = false;
    const end = (reason: string) => {
      if (!isOver) this.#events.end(this.#ended ?? reason);
      isOver = true;
    };
    this.#child.on('error', (error) => end(`it can't be started (${error.message})`));
    this.#child.on('exit', (code, signal) => end(signal === null ? `code ${code ?? 'unknown'}` : `signal ${signal}`));
  }

  /** Whoever is told from now on. */
  listen(events: ExtractionEvents): void {
    this.#events = events;
  }

  /** While it waits for nothing it does not keep this process alive; it ends when this one does. */
  holdNobody(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  send(job: ExtractionJob): void {
    this.#child.ref();
    this.#child.channel?.ref();
    // If it can't be sent the process is gone, and `end` tells.
    this.#child.send(job, () => undefined);
  }

  /** `reason` is what `end` will tell. */
  kill(reason: string): void {
    this.#ended ??= reason;
    this.#child.kill('SIGKILL');
  }
}

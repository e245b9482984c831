/** YARA-X in processes of its own: one that crashes, or takes too long, fails the text at hand alone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import workerpool from 'workerpool';
import { EngineError, messageOf } from '../../common/errors.ts';
import { YaraXAnswer, type YaraXJob } from '../../protocol/readiness.ts';

export interface YaraXOptions {
  /** Processes that may work at once; they are started as they are needed. */
  readonly workers: number;
  /** Milliseconds that one text may take with its samples, once a process has begun with it. */
  readonly patience?: number;
  /** The program of the processes; for tests. */
  readonly entry?: string;
}

/** Megabytes of a process's heap; the memory of the WebAssembly module is beside it, and ends at 4 GB. */
const heapLimit = 512;
/** Milliseconds that a process may take to start beside that: a busy machine is no fault of a text. */
const startPatience = 60_000;

export class YaraX implements AsyncDisposable {
  readonly #pool: ReturnType<typeof workerpool.pool>;
  readonly #patience: number;

  constructor({ workers, patience = 60_000, entry = workerEntry() }: YaraXOptions) {
    this.#patience = patience;
    this.#pool = workerpool.pool(entry, {
      workerType: 'process',
      maxWorkers: workers,
      // What no longer answers is not asked to end.
      workerTerminateTimeout: 0,
      forkOpts: {
        serialization: 'advanced',
        execArgv: [`--max-old-space-size=${heapLimit}`],
        // What a debugger or a test runner makes the parent load is not for its workers; and in VS Code they are no editors.
        env: { ...process.env, NODE_OPTIONS: undefined, ELECTRON_RUN_AS_NODE: '1' },
        // What the module prints when it gives up would end among the output of a command.
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    });
  }

  /**
   * @throws {EngineError} `worker-died` when it crashed over this text, `timeout`, `cancelled`, or `invalid` when it failed
   *   in another way
   */
  async judge(job: YaraXJob, signal: AbortSignal): Promise<YaraXAnswer> {
    if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
    let clock: NodeJS.Timeout | undefined;
    let isLate = false;
    const begun = () => {
      clock = setTimeout(() => {
        isLate = true;
        asked.cancel();
      }, this.#patience);
    };
    const asked = this.#pool.exec('judge', [job], { on: begun }).timeout(startPatience + this.#patience);
    const cancel = () => void asked.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return v.parse(YaraXAnswer, await asked);
    } catch (error) {
      throw failureOf(error, this.#patience, isLate);
    } finally {
      clearTimeout(clock);
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Ends the processes; what they are at fails with `cancelled`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.terminate(true);
  }
}

/** A bundle beside this one when built, otherwise the source. */
function workerEntry(): string {
  const bundle = join(import.meta.dirname, 'yaraXWorker.cjs');
  return existsSync(bundle) ? bundle : join(import.meta.dirname, 'worker', 'main.ts');
}

function failureOf(error: unknown, patience: number, isLate: boolean): EngineError {
  const cause = { cause: error };
  if (isLate) return new EngineError('timeout', `YARA-X took more than ${Math.round(patience / 1000)} seconds.`, cause);
  if (error instanceof workerpool.Promise.CancellationError) return new EngineError('cancelled', 'Cancelled.', cause);
  if (error instanceof workerpool.Promise.TimeoutError)
    return new EngineError('timeout', 'YARA-X did not start.', cause);
  const said = messageOf(error);
  const code = /exitCode: `?(\w+)`?/.exec(said)?.[1];
  if (/terminated/i.test(said)) {
    const how = code === undefined || code === 'null' ? '' : ` (code ${code})`;
    return new EngineError('worker-died', `YARA-X crashed${how}.`, cause);
  }
  return new EngineError('invalid', `YARA-X failed: ${said}`, cause);
}

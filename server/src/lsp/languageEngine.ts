/** The engine of the language server: started when the workspace is trusted, replaced when its setting changes. */
import { EngineError } from '../common/errors.ts';
import type { CompileJob, CompileResult } from '../protocol/compileJob.ts';
import type { EngineFailure } from '../protocol/engineInfo.ts';
import type { EngineStatus } from '../protocol/languageServer.ts';
import type { Compiler } from '../workspace/judge.ts';

/** A running engine, as the pool of workers is one. */
export interface Engine extends Compiler {
  dispose(): void;
}

/** Starts an engine with a library path from the settings, and tells `onStatus` how it is. */
export type EngineFactory = (libyara: string | undefined, onStatus: (status: EngineStatus) => void) => Engine;

export class LanguageEngine implements Compiler {
  readonly #start: EngineFactory;
  readonly #onStatus: (status: EngineStatus) => void;
  #engine: Engine | undefined;
  #generation = 0;
  #path: string | undefined;
  #failure: EngineFailure | undefined;
  /** libyara's version, while it is at work. */
  version: string | undefined;

  constructor(start: EngineFactory, onStatus: (status: EngineStatus) => void) {
    this.#start = start;
    this.#onStatus = onStatus;
  }

  /** Starts the engine, or another one if the setting has changed since. */
  use(libyara: string | undefined): void {
    if (this.#engine !== undefined && this.#path === libyara && this.#failure === undefined) {
      return;
    }
    this.dispose();
    this.#path = libyara;
    this.#failure = undefined;
    const generation = ++this.#generation;
    this.#engine = this.#start(libyara, (status) => {
      // One that was replaced has nothing more to say.
      if (generation === this.#generation) {
        this.#failure = status.state === 'missing' ? status.failure : undefined;
        this.version = status.state === 'ready' ? status.engine.version : undefined;
        this.#onStatus(status);
      }
    });
  }

  async compile(job: CompileJob, signal?: AbortSignal): Promise<CompileResult> {
    if (this.#engine === undefined) {
      throw new EngineError('engine-missing', 'No libyara is at work.');
    }
    return await this.#engine.compile(job, signal);
  }

  dispose(): void {
    this.#generation++;
    this.#engine?.dispose();
    this.#engine = undefined;
  }
}

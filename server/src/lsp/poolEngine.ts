/** The engine in a process of its own, with another one ready to take over. */
import { WorkerPool } from '../engine/workerPool.ts';
import type { EngineFactory } from './languageEngine.ts';

/** No rule file that people write takes libyara this long; one that does must not hold up the others. */
const compileLimit = 60_000;

/** @param log what the workers print and what becomes of them, line by line */
export function poolEngine(log: (line: string) => void): EngineFactory {
  return (libyara, onStatus) => {
    const pool = new WorkerPool({ workers: 1, spares: 1, libyara, log });
    pool.onStatus(onStatus);
    onStatus(pool.status);
    pool.start();
    return {
      compile: (job, signal) => pool.run(job, { signal, timeoutMilliseconds: compileLimit }),
      dispose: () => void pool[Symbol.asyncDispose](),
    };
  };
}

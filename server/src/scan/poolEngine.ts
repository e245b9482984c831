/** The engine in processes: a pool of libyara workers and the cache of compiled rules. */
import { CompiledRules } from '../engine/compiledRules.ts';
import { WorkerPool } from '../engine/workerPool.ts';
import type { EngineSession, EngineSessionOptions } from './scanEngine.ts';

/** Opens the engine; its processes start with the first job. */
export function openPoolEngine(options: EngineSessionOptions): EngineSession {
  const pool = new WorkerPool(options);
  const compiledRules = new CompiledRules({ pool });
  return {
    describe: async (signal) => (await pool.run({ kind: 'describe' }, { signal })).engine,
    prepare: async (rules, signal) => {
      // One compiles; the others start meanwhile.
      pool.start();
      return await compiledRules.prepare(rules, { signal });
    },
    scan: (job, signal) => pool.run(job, { signal }),
    compile: (job, signal) => pool.run(job, { signal }),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

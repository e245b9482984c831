/** The engine in processes: a pool of libyara workers and the cache of compiled rules. */
import { CompiledRules } from '../engine/compiledRules.ts';
import { WorkerPool } from '../engine/workerPool.ts';
import type { EngineSession, EngineSessionOptions } from './scanEngine.ts';

/** Opens the engine. Its processes start at once, unless it is as likely that nobody needs them. */
export function openPoolEngine({ idle = false, ...options }: EngineSessionOptions): EngineSession {
  const pool = new WorkerPool(options);
  if (!idle) pool.start();
  const compiledRules = new CompiledRules({ pool });
  return {
    describe: async (signal) => (await pool.run({ kind: 'describe' }, { signal })).engine,
    prepare: (rules, signal) => compiledRules.prepare(rules, { signal }),
    scan: (job, signal) => pool.run(job, { signal }),
    compile: (job, signal) => pool.run(job, { signal }),
    run: (job, signal) => pool.run(job, { signal }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([pool[Symbol.asyncDispose](), compiledRules.settled()]);
    },
  };
}

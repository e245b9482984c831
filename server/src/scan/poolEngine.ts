/** The engine in processes: a pool of libyara workers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkerPool } from '../engine/workerPool.ts';
import type { EngineSession, EngineSessionOptions } from './scanEngine.ts';

/** Opens the engine; its processes start with the first job. */
export function openPoolEngine(options: EngineSessionOptions): EngineSession {
  const pool = new WorkerPool(options);
  let folder: string | undefined;
  return {
    describe: async (signal) => (await pool.run({ kind: 'describe' }, { signal })).engine,
    prepare: async (rules, signal) => {
      // One compiles; the others start meanwhile.
      pool.start();
      folder ??= await mkdtemp(join(tmpdir(), 'cryptex-'));
      const output = join(folder, 'rules.yarc');
      const result = await pool.run({ kind: 'compile', ...rules, overlay: [], want: 'save', output }, { signal });
      return result.messages.some(({ level }) => level === 'error')
        ? { type: 'rejected', messages: result.messages }
        : { type: 'compiled', file: output, result };
    },
    scan: (job, signal) => pool.run(job, { signal }),
    compile: (job, signal) => pool.run(job, { signal }),
    [Symbol.asyncDispose]: async () => {
      await pool[Symbol.asyncDispose]();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The process that has libyara loaded. Forked by the pool with an IPC channel (`serialization: "advanced"`) and
 * {@link WorkerOptions} as its argument. Says once whether libyara works, then does one job after another, each blocking.
 *
 * It ends with its parent: by the closed channel when it is idle, by a signal of the kernel's where there is one when it
 * is busy. SIGTERM keeps its default action, which ends the process also in the middle of a job.
 */
import * as v from 'valibot';
import { findLibyara } from '../../../../native/libyara/find/search.ts';
import { EngineError } from '../../common/errors.ts';
import { WorkerOptions, WorkerRequest, type WorkerReply } from '../../protocol/engine.ts';
import { endWithParent } from './endWithParent.ts';
import { runJob } from './runJob.ts';

const options = v.parse(v.pipe(v.string(), v.parseJson(), WorkerOptions), process.argv[2] ?? '{}');

process.once('disconnect', () => process.exit());
// Ctrl-C reaches every process at the terminal; the parent decides when its workers end.
process.on('SIGINT', () => undefined);
endWithParent();

/** Resolves when the message has left this process. */
async function reply(message: WorkerReply): Promise<void> {
  return new Promise((resolve) => {
    // Without a parent there is nobody to tell, and `disconnect` ends the process.
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}

async function main(): Promise<void> {
  try {
    const { libyara, engine } = await findLibyara({
      setting: options.libyara,
      packageFolders: [import.meta.dirname],
      avoid: options.avoid,
      onTry: async ({ path, origin }) => reply({ type: 'trying', path, origin }),
    });
    process.on('message', (message) => {
      const { id, job } = v.parse(WorkerRequest, message);
      void reply(runJob(libyara, engine, id, job));
    });
    await reply({ type: 'ready', engine });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await reply({ type: 'unusable', failure: error.toFailure() });
    process.disconnect();
  }
}

void main();

import type { Libyara } from '../../../../native/libyara/libyara.ts';
import { EngineError, messageOf } from '../../common/errors.ts';
import type { EngineInfo, EngineJob, EngineResult, WorkerReply } from '../../protocol/engine.ts';

/** Does a job and makes the reply of its outcome; nothing is thrown. */
export function runJob(libyara: Libyara, engine: EngineInfo, id: number, job: EngineJob): WorkerReply {
  try {
    return { type: 'result', id, result: perform(libyara, engine, job) };
  } catch (error) {
    if (error instanceof EngineError) return { type: 'failed', id, failure: error.toFailure() };
    // A bug of ours: the job fails, the process goes on, and the stack is in the log.
    console.error(error);
    return { type: 'failed', id, failure: { code: 'libyara', message: `Internal error: ${messageOf(error)}` } };
  }
}

function perform(libyara: Libyara, engine: EngineInfo, job: EngineJob): EngineResult {
  switch (job.kind) {
    case 'compile':
      return libyara.compile(job);
    case 'scan':
      return libyara.scan(job);
    case 'describe':
      return { kind: 'describe', engine };
  }
}

import type { Libyara } from '../../../../native/libyara/libyara.ts';
import { EngineError, messageOf } from '../../common/errors.ts';
import type { EngineJob, EngineResult, WorkerReply } from '../../protocol/engine.ts';
import type { EngineFailure, EngineInfo } from '../../protocol/engineInfo.ts';
import type { ScanFilesJob, ScanFilesResult } from '../../protocol/scanJob.ts';
import { fileVariables } from './fileVariables.ts';

/** Does a job and makes the reply of its outcome; nothing is thrown. */
export function runJob(libyara: Libyara, engine: EngineInfo, id: number, job: EngineJob): WorkerReply {
  try {
    return { type: 'result', id, result: perform(libyara, engine, job) };
  } catch (error) {
    return { type: 'failed', id, failure: failureOf(error) };
  }
}

function perform(libyara: Libyara, engine: EngineInfo, job: EngineJob): EngineResult {
  switch (job.kind) {
    case 'compile':
      return libyara.compile(job);
    case 'scan':
      return libyara.scan(job);
    case 'scan-files':
      return scanFiles(libyara, job);
    case 'stats':
      return libyara.stats(job);
    case 'describe':
      return { kind: 'describe', engine };
  }
}

function scanFiles(libyara: Libyara, { paths, fileVariables: names, ...settings }: ScanFilesJob): ScanFilesResult {
  const scan = (path: string): ScanFilesResult['outcomes'][number] => {
    try {
      const externals = names ? [...settings.externals, ...fileVariables(path, names)] : settings.externals;
      const result = libyara.scan({ ...settings, externals, kind: 'scan', target: { type: 'file', path } });
      return { type: 'scanned', result };
    } catch (error) {
      return { type: 'failed', failure: failureOf(error) };
    }
  };
  return { kind: 'scan-files', outcomes: paths.map(scan) };
}

function failureOf(error: unknown): EngineFailure {
  if (error instanceof EngineError) return error.toFailure();
  // A bug of ours: the job fails, the process goes on, and the stack is in the log.
  console.error(error);
  return { code: 'libyara', message: `Internal error: ${messageOf(error)}` };
}

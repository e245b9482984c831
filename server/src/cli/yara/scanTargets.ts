/** Scans many files as `yara` scans a folder: in several processes, each result printed as it comes. */
import { EngineError } from '../../common/errors.ts';
import type { ScanFilesJob, ScanFilesResult, ScanJob, ScanResult } from '../../protocol/scanJob.ts';
import type { EngineSession } from '../../scan/scanEngine.ts';
import type { Target } from './targets.ts';

/** See scanRunner.ts: enough to outweigh the messages. */
const jobFiles = 16;
const jobBytes = 1 << 18;

export interface ScanTargetsOptions {
  readonly engine: EngineSession;
  readonly signal: AbortSignal;
  readonly workers: number;
  /** Milliseconds since the epoch, after which no file is begun. */
  readonly deadline: number;
  /** Rules that may match, all files together: then one process takes one file after the other. */
  readonly maxRules: number | undefined;
  readonly onResult: (path: string, result: ScanResult) => Promise<void>;
  readonly onFailure: (path: string, error: EngineError) => Promise<void>;
}

type Settings = Omit<ScanJob, 'kind' | 'target' | 'timeoutSeconds' | 'stopAfterRules'>;

/** @throws {EngineError} `engine-missing`, `cancelled` */
export async function scanTargets(
  targets: Iterable<Target>,
  settings: Settings,
  options: ScanTargetsOptions,
): Promise<void> {
  const source: Iterator<Target, unknown> = targets[Symbol.iterator]();
  let matched = 0;
  const next = (): string[] => {
    const paths: string[] = [];
    const files = options.maxRules === undefined ? jobFiles : 1;
    for (let bytes = 0; paths.length < files && bytes < jobBytes;) {
      const found = source.next();
      if (found.done === true) break;
      paths.push(found.value.path);
      bytes += found.value.bytes ?? jobBytes;
    }
    return paths;
  };
  const worker = async () => {
    while (Date.now() < options.deadline) {
      const paths = next();
      if (paths.length === 0) return;
      const outcomes = await scanFiles({ ...settings, kind: 'scan-files', paths, ...limits() }, options);
      for (const [index, outcome] of outcomes.entries()) {
        const path = paths[index] ?? '';
        if (outcome.type === 'failed') await options.onFailure(path, EngineError.from(outcome.failure));
        else {
          matched += outcome.result.matchingRules ?? 0;
          await options.onResult(path, outcome.result);
        }
      }
    }
  };
  const limits = () => ({
    timeoutSeconds: Math.max(1, Math.floor((options.deadline - Date.now()) / 1000)),
    ...(options.maxRules === undefined ? {} : { stopAfterRules: Math.max(0, options.maxRules - matched) }),
  });
  await Promise.all(Array.from({ length: options.maxRules === undefined ? options.workers : 1 }, worker));
}

/** A process that dies over several files tries them one by one, so that only the one that did it fails. */
async function scanFiles(job: ScanFilesJob, options: ScanTargetsOptions): Promise<ScanFilesResult['outcomes']> {
  try {
    return (await options.engine.run(job, options.signal)).outcomes;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'engine-missing' || error.code === 'cancelled') throw error;
    if (job.paths.length === 1) return [{ type: 'failed', failure: error.toFailure() }];
    const outcomes: ScanFilesResult['outcomes'] = [];
    for (const path of job.paths) outcomes.push(...(await scanFiles({ ...job, paths: [path] }, options)));
    return outcomes;
  }
}

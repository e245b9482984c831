/** What a scan needs of the engine, so that tests can put a double in the place of other processes. */
import type { PreparedRules, RuleSet } from '../engine/compiledRules.ts';
import type { CompileJob, CompileResult } from '../protocol/compileJob.ts';
import type { EngineJob, ResultOf } from '../protocol/engine.ts';
import type { EngineInfo } from '../protocol/engineInfo.ts';
import type { ScanFilesJob, ScanFilesResult } from '../protocol/scanJob.ts';

export interface ScanEngine {
  /** The libyara that does the work. @throws EngineError when there is none. */
  describe(signal: AbortSignal): Promise<EngineInfo>;
  /** Compiles, or finds what was compiled before from the same sources. @throws EngineError */
  prepare(rules: RuleSet, signal: AbortSignal): Promise<PreparedRules>;
  /** Scans files in a worker; as many jobs at once as there are workers. @throws EngineError for the job as a whole. */
  scan(job: ScanFilesJob, signal: AbortSignal): Promise<ScanFilesResult>;
  /** Any job at all. @throws EngineError */
  run<J extends EngineJob>(job: J, signal: AbortSignal): Promise<ResultOf<J>>;
}

export interface EngineSessionOptions {
  /** Processes that may work at once; they are started as they are needed. */
  readonly workers: number;
  /** The libyara to use, where it was chosen; otherwise it is searched for. */
  readonly libyara?: string | undefined;
  /** Starts processes with the first job only. */
  readonly idle?: boolean;
}

/** The engine while a front door uses it; its processes end with it. */
export interface EngineSession extends ScanEngine, AsyncDisposable {
  /** Any compile job, as for `cryptex compile`. @throws EngineError */
  compile(job: CompileJob, signal: AbortSignal): Promise<CompileResult>;
}

/** Opens the engine, whose processes start meanwhile. */
export type OpenEngine = (options: EngineSessionOptions) => EngineSession;

/**
 * Messages between a process that needs libyara and the worker process that has it loaded.
 *
 * Every message is structured-cloned over Node's IPC channel (`serialization: "advanced"`), so byte arrays cross as
 * `Uint8Array`. The receiver validates each message against the schemas below; a worker handles one job at a time.
 */
import * as v from 'valibot';
import { CompileJob, CompileResult } from './compileJob.ts';
import { EngineCandidate, EngineFailure, EngineInfo } from './engineInfo.ts';
import { ScanFilesJob, ScanFilesResult, ScanJob, ScanResult, StatsJob, StatsResult } from './scanJob.ts';
import { count } from './values.ts';

/** Asks what libyara the worker has. */
export const DescribeJob = v.object({ kind: v.literal('describe') });
export type DescribeJob = v.InferOutput<typeof DescribeJob>;

export const DescribeResult = v.object({ kind: v.literal('describe'), engine: EngineInfo });
export type DescribeResult = v.InferOutput<typeof DescribeResult>;

export const EngineJob = v.variant('kind', [CompileJob, ScanJob, ScanFilesJob, StatsJob, DescribeJob]);
export type EngineJob = v.InferOutput<typeof EngineJob>;

export const EngineResult = v.variant('kind', [
  CompileResult,
  ScanResult,
  ScanFilesResult,
  StatsResult,
  DescribeResult,
]);
export type EngineResult = v.InferOutput<typeof EngineResult>;

/** The result that belongs to a job. */
export type ResultOf<J extends EngineJob> = Extract<EngineResult, { kind: J['kind'] }>;

/** Parent to worker. */
export const WorkerRequest = v.object({ id: count, job: EngineJob });
export type WorkerRequest = v.InferOutput<typeof WorkerRequest>;

/** Worker to parent. `ready` comes once, when libyara is loaded and proven, or with the reason why it is not. */
export const WorkerReply = v.variant('type', [
  /** Sent before a candidate is loaded, so that the parent knows which one ended the process. */
  v.object({ type: v.literal('trying'), path: v.string(), origin: EngineCandidate.entries.origin }),
  v.object({ type: v.literal('ready'), engine: EngineInfo }),
  v.object({ type: v.literal('unusable'), failure: EngineFailure }),
  v.object({ type: v.literal('result'), id: count, result: EngineResult }),
  v.object({ type: v.literal('failed'), id: count, failure: EngineFailure }),
]);
export type WorkerReply = v.InferOutput<typeof WorkerReply>;

/** The worker's start-up options, passed as one JSON argument. */
export const WorkerOptions = v.object({
  /** The setting `yara.libyara.path`, already checked against workspace trust. */
  libyara: v.optional(v.string()),
  /** Candidates that ended an earlier worker while it tried them. */
  avoid: v.optional(v.array(EngineCandidate)),
});
export type WorkerOptions = v.InferOutput<typeof WorkerOptions>;

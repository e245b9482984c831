/** Which libyara is used, where it was looked for, and how it can fail. */
import * as v from 'valibot';
import { count } from './values.ts';

/** A place where libyara was looked for, in the order of the search, and what came of it. */
export const EngineCandidate = v.object({
  path: v.string(),
  origin: v.picklist(['setting', 'environment', 'package', 'cache', 'system']),
  outcome: v.picklist(['used', 'not reached', 'missing', 'not loadable', 'not libyara', 'unsupported']),
  detail: v.optional(v.string()),
});
export type EngineCandidate = v.InferOutput<typeof EngineCandidate>;

export const EngineInfo = v.object({
  path: v.string(),
  origin: EngineCandidate.entries.origin,
  /** As precise as the library tells: "4.5.2" where the file name says so, otherwise the series, as "4.2". */
  version: v.string(),
  layout: v.picklist(['4.2–4.3', '4.4–4.5']),
  modules: v.array(v.string()),
  candidates: v.array(EngineCandidate),
});
export type EngineInfo = v.InferOutput<typeof EngineInfo>;

export const EngineErrorCode = v.picklist([
  /** No libyara anywhere, or none that works; details carry the candidates. */
  'engine-missing',
  /** The worker died while it held this job. */
  'worker-died',
  /** The job took longer than it was given. */
  'timeout',
  'cancelled',
  /** A source, target or compiled file can't be read or written. */
  'unreadable',
  'unwritable',
  /** A source no longer holds what it did when the job was made. */
  'changed',
  /** A value that libyara does not take: an external variable of the wrong type, a damaged compiled file. */
  'invalid',
  /** libyara returned an error code that has no better name; the message carries it. */
  'libyara',
]);
export type EngineErrorCode = v.InferOutput<typeof EngineErrorCode>;

/** The error of libyara that a failure comes from. */
export const LibyaraError = v.object({
  code: count,
  /** What it happened over, where libyara tells. */
  rule: v.optional(v.string()),
  pattern: v.optional(v.string()),
});
export type LibyaraError = v.InferOutput<typeof LibyaraError>;

export const EngineFailure = v.object({
  code: EngineErrorCode,
  /** For a person; names the file or setting concerned. */
  message: v.string(),
  candidates: v.optional(v.array(EngineCandidate)),
  libyara: v.optional(LibyaraError),
});
export type EngineFailure = v.InferOutput<typeof EngineFailure>;

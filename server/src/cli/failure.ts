/** What a command failed with: its exit code, and the words for it. */
import { CommanderError } from 'commander';
import { EngineError } from '../common/errors.ts';
import type { EngineErrorCode } from '../protocol/engineInfo.ts';
import { RulesError } from '../scan/rulesError.ts';
import { StoreError } from '../store/storeError.ts';
import { ExitCode } from './exitCode.ts';

export interface Failure {
  readonly exitCode: ExitCode;
  /** Absent when it has been said already. */
  readonly message?: string;
}

const engineExitCodes: Readonly<Record<EngineErrorCode, ExitCode>> = {
  'engine-missing': ExitCode.engine,
  'worker-died': ExitCode.engine,
  timeout: ExitCode.engine,
  libyara: ExitCode.engine,
  cancelled: ExitCode.cancelled,
  unreadable: ExitCode.usage,
  unwritable: ExitCode.usage,
  changed: ExitCode.usage,
  invalid: ExitCode.usage,
};

/** `undefined` for what was not expected to fail: a bug. */
export function failureOf(error: unknown): Failure | undefined {
  // Commander has printed its message; help and version end as errors too, with the code 0.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? ExitCode.fine : ExitCode.usage };
  if (error instanceof RulesError) return { exitCode: ExitCode.usage, message: error.message };
  if (error instanceof StoreError) return { exitCode: ExitCode.usage, message: error.message };
  if (!(error instanceof EngineError)) return undefined;
  const hint = error.code === 'engine-missing' ? '\n`cryptex doctor` tells where libyara was looked for.' : '';
  return { exitCode: engineExitCodes[error.code], message: error.message + hint };
}

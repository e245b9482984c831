import type { EngineCandidate, EngineErrorCode, EngineFailure, LibyaraError } from '../protocol/engineInfo.ts';

/** A failure of the engine that can be expected; crosses processes as {@link EngineFailure}. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly candidates: readonly EngineCandidate[] | undefined;
  readonly libyara: LibyaraError | undefined;

  constructor(
    code: EngineErrorCode,
    message: string,
    options?: ErrorOptions & { candidates?: EngineCandidate[] | undefined; libyara?: LibyaraError | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.candidates = options?.candidates;
    this.libyara = options?.libyara;
  }

  static from(failure: EngineFailure): EngineError {
    return new EngineError(failure.code, failure.message, { candidates: failure.candidates, libyara: failure.libyara });
  }

  toFailure(): EngineFailure {
    const { code, message, candidates, libyara } = this;
    return {
      code,
      message,
      ...(candidates === undefined ? {} : { candidates: [...candidates] }),
      ...(libyara === undefined ? {} : { libyara }),
    };
  }
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @throws {EngineError} `cancelled` */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
}

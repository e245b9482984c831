/** Why packages could not be had. */
export type ObtainErrorCode =
  /** Not a Debian or Ubuntu machine, or a tool that is needed is absent. */
  | 'unsupported-system'
  /** No configured source has the package, the version or the suite. */
  | 'not-found'
  /** The package sources could not be reached, or a download failed. */
  | 'not-reached'
  /** Another process holds the lock for too long. */
  | 'busy'
  | 'timeout'
  | 'cancelled'
  /** A tool failed in another way; the message carries what it said. */
  | 'failed';

export class ObtainError extends Error {
  override readonly name = 'ObtainError';
  readonly code: ObtainErrorCode;
  /** A command that a person can run to get the same thing, where there is one. */
  readonly command: string | undefined;

  constructor(code: ObtainErrorCode, message: string, command?: string, options?: ErrorOptions) {
    super(command === undefined ? message : `${message}\nTo install it on this system: ${command}`, options);
    this.code = code;
    this.command = command;
  }
}

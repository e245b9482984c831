import type { EngineFailure } from '../protocol/engineInfo.ts';

export type StoreErrorCode =
  /** Written by a newer version of the program. */
  | 'newer'
  /** No database of this program. */
  | 'foreign'
  /** Another process has been writing for too long. */
  | 'locked'
  | 'read-only'
  /** No space, or the database has grown too large. */
  | 'full'
  | 'damaged'
  | 'unreadable'
  | 'unwritable';

/** What can be expected to fail with the store; the message is for a person and names the file. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** What crosses to another process, in the words that it knows. */
  toFailure(): EngineFailure {
    const reading = this.code === 'newer' || this.code === 'foreign' || this.code === 'unreadable';
    return { code: reading ? 'unreadable' : 'unwritable', message: this.message };
  }
}

/** The error of a failed read or write of `path`; what is no error of the operating system is passed through. */
export function fileError(error: unknown, path: string, doing: 'read' | 'write'): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const cause = { cause: error };
  if (doing === 'read') return new StoreError('unreadable', `The store ${path} can't be read: ${error.message}`, cause);
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new StoreError(
        'full',
        `There is no space left for the store ${path}. It is as it was before; free some space, or name another place with --store or CRYPTEX_STORE.`,
        cause,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new StoreError(
        'read-only',
        `The store ${path} can't be written: its folder is read-only. Name another place with --store or CRYPTEX_STORE.`,
        cause,
      );
    default:
      return new StoreError('unwritable', `The store ${path} can't be written: ${error.message}`, cause);
  }
}

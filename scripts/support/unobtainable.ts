/** Something that a step needs is not on this machine and could not be obtained. */
export class Unobtainable extends Error {
  override readonly name = 'Unobtainable';

  /** `remedy` is a sentence with the command that would help. */
  constructor(what: string, remedy: string, cause?: unknown) {
    const because = cause instanceof Error ? `\n${cause.message}` : '';
    super(`${what}. ${remedy}${because}`, { cause });
  }
}

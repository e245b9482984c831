/** What the exit code of the program says. */
export const ExitCode = {
  fine: 0,
  /** The thing asked about is not fine: rules with errors. */
  notFine: 1,
  /** Wrong usage, or input that can't be read. */
  usage: 2,
  /** The engine is missing or failed. */
  engine: 3,
  /** Ended by the user. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

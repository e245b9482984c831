/** What a command is given, so that it can be run in a test without a process of its own. */
import type { OpenEngine } from '../scan/scanEngine.ts';
import { ExitCode } from './exitCode.ts';
import type { Terminal } from './terminal/terminal.ts';

export class CliContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C, by a request to end, and when nobody reads stdout any more. */
  readonly signal: AbortSignal;
  readonly openEngine: OpenEngine;
  /** What the command that ran came to. */
  exitCode: ExitCode = ExitCode.fine;

  constructor(options: Pick<CliContext, 'terminal' | 'signal' | 'openEngine'>) {
    this.terminal = options.terminal;
    this.signal = options.signal;
    this.openEngine = options.openEngine;
  }
}

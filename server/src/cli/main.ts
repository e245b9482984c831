#!/usr/bin/env node
/** The program `cryptex`. */
import { setMaxListeners } from 'node:events';
import { openPoolEngine } from '../scan/poolEngine.ts';
import { CliContext } from './cliContext.ts';
import { runOriginal } from './commands/yara.ts';
import { ExitCode } from './exitCode.ts';
import { failureOf } from './failure.ts';
import { createProgram } from './program.ts';
import { escapeLines } from '../common/escape.ts';
import { Terminal } from './terminal/terminal.ts';

const terminal = new Terminal({ stdout: process.stdout, stderr: process.stderr, env: process.env });
const interrupted = new AbortController();

// The first Ctrl-C lets the command tell what it has; the second does not wait for that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(ExitCode.cancelled);
    interrupted.abort();
  });
}

async function main(): Promise<ExitCode> {
  const signal = AbortSignal.any([interrupted.signal, terminal.closed]);
  // Each job that is under way listens to it.
  setMaxListeners(0, signal);
  const context = new CliContext({ terminal, signal, openEngine: openPoolEngine });
  try {
    const original = await runOriginal(process.argv.slice(2), context);
    if (original !== undefined) return original;
    await createProgram(context).parseAsync();
    return context.exitCode;
  } catch (error) {
    const failure = failureOf(error);
    if (failure) {
      if (failure.message !== undefined) report(failure.message);
      return failure.exitCode;
    }
    report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return ExitCode.engine;
  }
}

function report(message: string): void {
  terminal.note(`${terminal.err.red('error')}: ${escapeLines(message)}`);
}

void main().then((exitCode) => {
  // Whoever closed the pipe has what it wanted: `cryptex scan … | head` has not failed.
  process.exitCode = terminal.closed.aborted ? ExitCode.fine : exitCode;
});

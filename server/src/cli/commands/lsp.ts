/** `cryptex lsp`: the language server, for editors other than VS Code. */
import type { Command } from 'commander';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';

export function registerLsp(program: Command, context: CliContext): void {
  program
    .command('lsp', { hidden: true })
    .description('run the language server')
    .option('--stdio', 'speak the Language Server Protocol over stdin and stdout')
    .action(() => {
      context.terminal.note('cryptex lsp is not available in this version');
      context.exitCode = ExitCode.usage;
    });
}

/** `cryptex lsp`: the language server, for editors other than VS Code. */
import type { Command } from 'commander';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';

export function registerLsp(program: Command, context: CliContext): void {
  program
    .command('lsp')
    .description('run the language server')
    .option('--stdio', 'speak the Language Server Protocol over stdin and stdout')
    .action(async ({ stdio }: { stdio?: boolean }) => {
      if (!stdio) {
        context.terminal.note('The language server speaks over stdin and stdout: say `cryptex lsp --stdio`.');
        context.exitCode = ExitCode.usage;
        return;
      }
      const { serveOverStdio } = await import('../languageServer.ts');
      await serveOverStdio(context.signal);
    });
}

/** `cryptex lsp`: the language server, for editors other than VS Code. */
import type { Command } from 'commander';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { poolEngine } from '../../lsp/poolEngine.ts';
import { serve } from '../../lsp/server.ts';
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
      const connection = createConnection(
        new StreamMessageReader(process.stdin),
        new StreamMessageWriter(process.stdout),
      );
      serve(
        connection,
        poolEngine((line) => connection.console.info(line)),
      );
      await new Promise<void>((resolve) => {
        connection.onExit(resolve);
        process.stdin.on('close', resolve);
        context.signal.addEventListener('abort', () => resolve());
      });
    });
}

/** `cryptex check`: the diagnostics of the editor, in a terminal or a pipeline. */
import type { Command } from 'commander';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';

export function registerCheck(program: Command, context: CliContext): void {
  program
    .command('check', { hidden: true })
    .description('report what is wrong in rule files')
    .argument('<path...>', 'rule files and folders')
    .action(() => {
      context.terminal.note(
        'cryptex check is not available in this version; cryptex compile reports errors of libyara',
      );
      context.exitCode = ExitCode.usage;
    });
}

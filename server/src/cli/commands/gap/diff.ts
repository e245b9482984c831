/** `cryptex gap diff`: what has changed between two reports. */
import { Option, type Command } from 'commander';
import { toJson } from '../../../common/json.ts';
import type { CliContext } from '../../cliContext.ts';
import { ExitCode } from '../../exitCode.ts';
import { changeLine } from '../../format/gapAudit.ts';

export function registerDiff(gap: Command, context: CliContext): void {
  gap
    .command('diff <before> <after>')
    .description('compare two gap_report.json; the exit code is 1 when something got worse')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .action(async (before: string, after: string, _options: unknown, command: Command) => {
      const { format } = command.optsWithGlobals<{ readonly format: 'text' | 'json' }>();
      const { changesBetween, readReport } = await import('../../../gap/report/compare.ts');
      const changes = changesBetween(await readReport(before), await readReport(after));
      const { terminal } = context;
      const text = changes.map((change) => `${changeLine(change, terminal.out)}\n`).join('');
      await terminal.print(
        format === 'json' ? `${toJson(changes, 2)}\n` : text === '' ? 'Nothing has changed.\n' : text,
      );
      context.exitCode = changes.some(({ type }) => type === 'worse') ? ExitCode.notFine : ExitCode.fine;
    });
}

/** `cryptex gap history`: the audits so far, or what was decided of a component; `cryptex gap show`: all of one. */
import { Option, type Command } from 'commander';
import { escapeText } from '../../../common/escape.ts';
import { toJson } from '../../../common/json.ts';
import type { CliContext } from '../../cliContext.ts';
import { ExitCode } from '../../exitCode.ts';
import { componentDetails, decisionLine, runLine } from '../../format/gapAudit.ts';
import { openGapAudit } from '../../openGapAudit.ts';
import type { StoreOption } from '../../recordedScans.ts';

interface ShowOptions extends StoreOption {
  readonly format: 'text' | 'json';
}

export function registerHistory(gap: Command, context: CliContext): void {
  const format = (): Option =>
    new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text');
  gap
    .command('show <component>')
    .description('show a component of the last audit, its functions and their matches with reasons')
    .option('--store <file>', 'the database')
    .addOption(format())
    .action(async (name: string, _options: unknown, command: Command) => {
      await show(name, command.optsWithGlobals<ShowOptions>(), context);
    });
  gap
    .command('history [component]')
    .description('list the audits so far, or what people have decided of a component')
    .option('--store <file>', 'the database')
    .addOption(format())
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      await history(name, command.optsWithGlobals<ShowOptions>(), context);
    });
}

async function show(name: string, options: ShowOptions, { terminal }: CliContext): Promise<void> {
  await using opened = await openGapAudit(options, process.cwd(), terminal);
  const found = await opened.audit.find(name);
  const json = { ...found.component, details: found.functions };
  await terminal.print(options.format === 'json' ? `${toJson(json, 2)}\n` : componentDetails(found, terminal.out));
}

async function history(name: string | undefined, options: ShowOptions, context: CliContext): Promise<void> {
  const { terminal } = context;
  await using opened = await openGapAudit(options, process.cwd(), terminal);
  const listed =
    name === undefined
      ? await opened.audit.runs()
      : await opened.audit.decisions((await opened.audit.find(name)).component.component);
  if (options.format === 'json') {
    await terminal.print(`${toJson(listed, 2)}\n`);
    return;
  }
  if (listed.length === 0) {
    const what = name === undefined ? 'there is no audit yet' : `nothing was decided of ${name}`;
    terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(what)}`);
    context.exitCode = ExitCode.notFine;
  }
  const lines = listed.map((one) => ('totals' in one ? runLine(one) : decisionLine(one)));
  await terminal.print(lines.map((line) => `${line}\n`).join(''));
}

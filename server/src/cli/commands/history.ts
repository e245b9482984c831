/** `cryptex history`: the scans that were recorded. */
import { Option, type Command } from 'commander';
import { toJson } from '../../common/json.ts';
import type { HistoryComparison, HistoryRecord } from '../../protocol/history.ts';
import { scanFormats, type ScanFormatName } from '../../scan/output/formats.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { changeLine, historyLine } from '../format/history.ts';
import { reportEvent, summaryText } from '../format/scanReport.ts';
import { addTextDetails, textDetails, type TextDetailOptions } from '../options/textDetails.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import { openStore, RecordedScans, type StoreOption } from '../recordedScans.ts';
import { productVersion } from '../../common/version.ts';

/** Each subcommand has some of them. */
interface HistoryOptions extends StoreOption, TextDetailOptions {
  readonly format: ScanFormatName;
  readonly limit?: number;
  readonly all?: boolean;
}

type Subcommand = (scans: RecordedScans, names: readonly string[], options: HistoryOptions) => Promise<ExitCode>;

const examples = `
A scan is named by its name or the beginning of it, as list prints it.

Examples:
  cryptex history list                    the scans that were recorded, newest first
  cryptex history show                    what the last one has found
  cryptex history show 1a2b3c4d --format sarif > results.sarif
  cryptex history compare 1a2b3c4d        what the last one has found that this one had not, and what no more`;

export function registerHistory(program: Command, context: CliContext): void {
  const history = program
    .command('history')
    .description('list, show, compare and remove recorded scans')
    .addHelpText('after', examples);
  const add = (command: Command, run: Subcommand): Command =>
    command.option('--store <file>', 'the database that scans are recorded in').action(async () => {
      const options = command.optsWithGlobals<HistoryOptions>();
      await using store = await openStore(options, context.terminal);
      context.exitCode = await run(await RecordedScans.read(store), command.args, options);
    });
  add(history.command('list').description('list recorded scans, newest first'), (scans, _, options) =>
    list(scans, options, context),
  )
    .addOption(formatOption(['text', 'json']))
    .addOption(new Option('--limit <number>', 'how many scans').argParser(wholeNumber(1)));
  const showing = add(
    history.command('show').argument('[scan]', 'the last one by default').description('print what a scan has found'),
    (scans, [name], options) => show(scans, name, options, context),
  );
  addTextDetails(showing.addOption(formatOption(Object.keys(scanFormats))));
  add(
    history
      .command('compare')
      .argument('[before]', 'the last scan but one by default')
      .argument('[after]', 'the last scan by default')
      .description('print what one scan has found and another has not'),
    (scans, names, options) => compare(scans, names, options, context),
  )
    .addOption(formatOption(['text', 'json']))
    .option('--all', 'also what both have found');
  add(history.command('remove').argument('<scan...>').description('remove recorded scans'), remove);
}

function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'how to print the result').choices(formats).default('text');
}

async function list(
  { entries }: RecordedScans,
  { format, limit = entries.length }: HistoryOptions,
  { terminal }: CliContext,
): Promise<ExitCode> {
  const shown = entries.slice(0, limit);
  const text = shown.map((entry) => `${historyLine(entry)}\n`).join('');
  await terminal.print(format === 'json' ? `${toJson(shown, 2)}\n` : text);
  return shown.length > 0 ? ExitCode.fine : ExitCode.notFine;
}

async function show(
  scans: RecordedScans,
  name: string | undefined,
  options: HistoryOptions,
  { terminal, signal }: CliContext,
): Promise<ExitCode> {
  const { scan } = name === undefined ? scans.latest() : scans.find(name);
  const record = await scans.history.find(scan);
  if (!record) return ExitCode.notFine;
  const shownPath = (path: string): string => path;
  const writer = scanFormats[options.format]({
    write: (text) => terminal.print(text),
    colors: terminal.out,
    details: textDetails(options),
    version: productVersion(),
    shownPath,
  });
  if (record.started) await writer.onEvent(record.started);
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted;) {
    const page = await scans.history.events(scan, { from });
    for (const event of page.events) {
      reportEvent(event, terminal, shownPath);
      await writer.onEvent(event);
    }
    from = page.next;
  }
  await writer.finish({ type: 'ran', summary: record.summary });
  terminal.note(`${scan}, ${record.startedAt}: ${conclusion(record)}`);
  return signal.aborted ? ExitCode.cancelled : ExitCode.fine;
}

function conclusion({ state, summary, leftOut }: HistoryRecord): string {
  const all =
    state === 'incomplete'
      ? `broke off after ${summary.matches} matches in ${summary.matchedFiles} files, ${summary.errors} errors`
      : `${state === 'cancelled' ? 'stopped after ' : ''}${summaryText(summary)}`;
  return leftOut === 0 ? all : `${all}; ${leftOut} results are not recorded`;
}

async function compare(
  scans: RecordedScans,
  [before, after]: readonly string[],
  { format, all = false }: HistoryOptions,
  { terminal, signal }: CliContext,
): Promise<ExitCode> {
  const newer = after === undefined ? scans.latest() : scans.find(after);
  const older = before === undefined ? scans.latest(1) : scans.find(before);
  const kinds = all ? (['new', 'gone', 'same'] as const) : (['new', 'gone'] as const);
  const changes: HistoryComparison['changes'] = [];
  let counts: HistoryComparison['counts'] = { new: 0, gone: 0, same: 0 };
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted;) {
    const page: HistoryComparison = await scans.history.compare(older.scan, newer.scan, kinds, { from });
    if (format === 'json') changes.push(...page.changes);
    else await terminal.print(page.changes.map((change) => `${changeLine(change)}\n`).join(''));
    counts = page.counts;
    from = page.next;
  }
  if (format === 'json') await terminal.print(`${toJson({ before: older, after: newer, counts, changes }, 2)}\n`);
  terminal.note(`${older.scan} → ${newer.scan}: ${counts.new} new, ${counts.gone} gone, ${counts.same} the same`);
  return signal.aborted ? ExitCode.cancelled : ExitCode.fine;
}

async function remove(scans: RecordedScans, names: readonly string[]): Promise<ExitCode> {
  // All are found before one is removed.
  await scans.history.remove(names.map((name) => scans.find(name).scan));
  return ExitCode.fine;
}

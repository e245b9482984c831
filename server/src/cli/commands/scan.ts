/** `cryptex scan`: rules over files and folders, in as many processes as there are cores. */
import { Option, type Command } from 'commander';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { ScanEvent, ScanOutcome, ScanRequest, ScanSummary } from '../../protocol/scan.ts';
import { runScan } from '../../scan/scanRunner.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { engineMessageText } from '../format/engineMessage.ts';
import { scanNoteText } from '../format/scanNote.ts';
import { scanFormats } from '../format/scanFormat.ts';
import { addRuleOptions, allRuleSources, type RuleOptions } from '../options/ruleOptions.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import { spelledPaths } from '../targetPaths.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface ScanCommandOptions extends RuleOptions {
  readonly rules?: string[];
  readonly recursive?: boolean;
  readonly followSymlinks: boolean;
  readonly workers: number;
  readonly timeout: number;
  readonly fastScan?: boolean;
  readonly maxMatches: number;
  readonly format: keyof typeof scanFormats;
  readonly printStrings?: boolean;
  readonly printNamespace?: boolean;
  readonly printTags?: boolean;
  readonly printMeta?: boolean;
  readonly libyara?: string;
}

/** libyara keeps no more than these: YR_MAX_STRING_MATCHES and MAX_MATCH_DATA (libyara/include/yara/limits.h). */
const libyaraMatches = 1_000_000;
const libyaraMatchBytes = 512;

const examples = `
RULES is [NAMESPACE:]FILE, or a folder: all .yar, .yara and .rule files below it, each in its own namespace.

Examples:
  cryptex scan rules.yar sample.exe -s
  cryptex scan rules.yar -r /srv/samples -p 4 --timeout 60
  cryptex scan signature-base/yara -r . -d filename= -d filepath= -d extension= -d filetype= -d owner=
  cryptex scan rules.yar -r . --format ndjson | jq -r '[.rule, .path] | @tsv'

Exit codes: 0 scanned, with or without matches; 1 errors in the rules; 2 wrong usage or something could not be read;
3 libyara is missing, or failed on a file or took too long; 130 cancelled.`;

export function registerScan(program: Command, context: CliContext): void {
  addRuleOptions(program.command('scan'))
    .description('scan files and folders')
    .argument('<rules>', 'a rule file or a folder of them')
    .argument('<target...>', 'files and folders to scan')
    .addOption(
      new Option('--rules <rules>', 'further rules, compiled together with RULES (may be repeated)').argParser(
        (rules: string, previous: string[] | undefined) => [...(previous ?? []), rules],
      ),
    )
    .option('-r, --recursive', 'enter folders below the targets')
    .option('-N, --no-follow-symlinks', 'leave out links inside folders')
    .addOption(
      new Option('-p, --workers <number>', 'files to scan at once')
        .argParser(wholeNumber(1, 1024))
        .default(availableParallelism(), 'number of cores'),
    )
    .addOption(
      new Option('-a, --timeout <seconds>', 'give up on a file after this time; 0 never')
        .argParser(wholeNumber(0, 1_000_000))
        .default(0),
    )
    .option('-f, --fast-scan', 'find each pattern once, where that suffices')
    .addOption(
      new Option('--max-matches <number>', 'print at most this many matches of a pattern in a file')
        .argParser(wholeNumber(1, libyaraMatches))
        .default(libyaraMatches, "libyara's own limit"),
    )
    .addOption(
      new Option('--format <format>', 'how to print matches').choices(Object.keys(scanFormats)).default('text'),
    )
    .option('-s, --print-strings', 'text: print where patterns match')
    .option('-e, --print-namespace', 'text: print the namespace of rules')
    .option('-g, --print-tags', 'text: print the tags of rules')
    .option('-m, --print-meta', 'text: print the metadata of rules')
    .addHelpText('after', examples)
    .action(async (rules: string, targets: string[], _options: unknown, command: Command) => {
      context.exitCode = await scan(rules, targets, command.optsWithGlobals<ScanCommandOptions>(), context);
    });
}

async function scan(
  rules: string,
  targets: string[],
  options: ScanCommandOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { terminal, signal } = context;
  const request: ScanRequest = {
    rules: await allRuleSources([rules, ...(options.rules ?? [])]),
    targets: targets.map((target) => resolve(target)),
    recursive: options.recursive ?? false,
    followLinks: options.followSymlinks,
    workers: options.workers,
    externals: options.define ?? [],
    includeDirectories: options.include ?? [],
    timeoutSeconds: options.timeout,
    fast: options.fastScan ?? false,
    // Text without `-s` shows no match, so none need cross from the workers.
    maxMatchesPerPattern: options.format === 'text' && !options.printStrings ? 0 : options.maxMatches,
    maxMatchBytes: libyaraMatchBytes,
  };
  const shownPath = spelledPaths(targets);
  const details = {
    strings: options.printStrings ?? false,
    namespace: options.printNamespace ?? false,
    tags: options.printTags ?? false,
    meta: options.printMeta ?? false,
  };
  const format = scanFormats[options.format]({ terminal, details, shownPath });
  const failures = new Set<string>();
  await using engine = context.openEngine({ workers: options.workers, libyara: options.libyara });
  const listener = async (event: ScanEvent) => {
    if (event.type === 'error') failures.add(event.code);
    report(event, terminal, shownPath);
    await format.onEvent(event);
  };
  const outcome = await runScan(request, { engine, signal, listener });
  await format.finish(outcome);
  return conclude(outcome, failures, terminal);
}

/** What goes to stderr, in every format. */
function report(event: ScanEvent, terminal: Terminal, shownPath: (path: string) => string): void {
  if (event.type === 'error') {
    terminal.note(`${terminal.err.red('error')}: ${escapeText(shownPath(event.path))}: ${escapeText(event.message)}`);
  } else if (event.type === 'note') {
    for (const note of event.notes) terminal.note(scanNoteText(shownPath(event.path), note, terminal.err));
  } else if (event.type === 'progress') {
    const total = event.walking ? `${event.found}…` : String(event.found);
    terminal.status(`${event.done} of ${total} files, ${megabytes(event.bytes)}`);
  }
}

function conclude(outcome: ScanOutcome, failures: ReadonlySet<string>, terminal: Terminal): ExitCode {
  if (outcome.type === 'rules-rejected') {
    for (const message of outcome.messages) terminal.note(engineMessageText(message, terminal.err));
    return ExitCode.notFine;
  }
  const { summary } = outcome;
  if (summary.cancelled) {
    // When nobody reads any more, nobody has cancelled either.
    if (!terminal.closed.aborted) terminal.note(`cancelled after ${summaryText(summary)}`);
    return ExitCode.cancelled;
  }
  terminal.status(summaryText(summary));
  terminal.endStatus();
  if (failures.size === 0) return ExitCode.fine;
  return failures.size === 1 && failures.has('unreadable') ? ExitCode.usage : ExitCode.engine;
}

function summaryText({ files, bytes, matches, matchedFiles, errors, milliseconds }: ScanSummary): string {
  const scanned = `${files} files, ${megabytes(bytes)} in ${(milliseconds / 1000).toFixed(1)} s`;
  return `${scanned}: ${matches} matches in ${matchedFiles} files, ${errors} errors`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

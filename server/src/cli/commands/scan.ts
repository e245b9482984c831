/** `cryptex scan`: rules over files and folders, in as many processes as there are cores. */
import { Option, type Command } from 'commander';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { EngineError } from '../../common/errors.ts';
import { FileVariable } from '../../protocol/scanJob.ts';
import type { ScanEvent, ScanOutcome, ScanRequest } from '../../protocol/scan.ts';
import { scanFormats, type ScanFormatName } from '../../scan/output/formats.ts';
import { OutputFile } from '../../scan/output/outputFile.ts';
import { ResultCache } from '../../scan/resultCache.ts';
import type { RuleFile } from '../../scan/ruleSources.ts';
import { runScan } from '../../scan/scanRunner.ts';
import { keptPlaces } from '../../store/places.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { engineMessageText } from '../format/engineMessage.ts';
import { ScanProgress } from '../format/scanProgress.ts';
import { noColors, reportEvent, summaryText } from '../format/scanReport.ts';
import { addRuleOptions, allRuleSources, type RuleOptions } from '../options/ruleOptions.ts';
import { byteSize } from '../options/byteSize.ts';
import { addTextDetails, textDetails, type TextDetailOptions } from '../options/textDetails.ts';
import { addModuleData } from '../options/moduleData.ts';
import { repeatable } from '../options/repeatable.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import { openRecording, recordingStore, type RecordOptions } from '../recording.ts';
import { collectTargets, nothingToScan } from '../targetPaths.ts';
import { productVersion } from '../../common/version.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface ScanCommandOptions extends RuleOptions, RecordOptions, TextDetailOptions {
  readonly rules?: string[];
  readonly recursive?: boolean;
  readonly depth?: number;
  readonly scanList?: string;
  readonly exclude?: string[];
  readonly maxSize?: number;
  readonly tag?: string[];
  readonly identifier?: string[];
  readonly negate?: boolean;
  readonly runTimeout?: number;
  readonly failOnMatch?: boolean;
  readonly output?: string;
  readonly cache: boolean;
  readonly compiledRules?: boolean;
  readonly printModuleData?: boolean;
  readonly profile?: boolean;
  readonly pid?: number[];
  readonly moduleData?: { module: string; path: string }[];
  readonly followSymlinks: boolean;
  readonly workers: number;
  readonly timeout: number;
  readonly fastScan?: boolean;
  readonly maxMatches: number;
  readonly format: ScanFormatName;
  readonly libyara?: string;
}

/** libyara keeps no more than these: YR_MAX_STRING_MATCHES and MAX_MATCH_DATA (libyara/include/yara/limits.h). */
const libyaraMatches = 1_000_000;
const libyaraMatchBytes = 512;

const examples = `
RULES is [NAMESPACE:]FILE, a glob, or a folder: all .yar, .yara and .rule files below it, each in its own namespace.

Examples:
  cryptex scan rules.yar sample.exe -s
  cryptex scan rules.yar -r /srv/samples -p 4 --timeout 60
  cryptex scan signature-base/yara -r . -d filename= -d filepath= -d extension= -d filetype= -d owner=
  cryptex scan rules.yar -r . --format ndjson | jq -r 'select(.type == "match") | [.rule, .path] | @tsv'

The variables filename, filepath, extension, filetype and owner need no -d: each file gives them their value.

Exit codes: 0 scanned, with or without matches; 1 errors in the rules, or matches with --fail-on-match; 2 wrong usage or something could not be read;
3 libyara is missing, or failed on a file or took too long; 130 cancelled.`;

export function registerScan(program: Command, context: CliContext): void {
  const command = addRuleOptions(program.command('scan'))
    .description('scan files and folders')
    .argument('<rules>', 'a rule file or a folder of them')
    .argument('[target...]', 'files, folders and globs to scan; - is standard input')
    .addOption(
      new Option('--rules <rules>', 'further rules, compiled together with RULES (may be repeated)').argParser(
        (rules: string, previous: string[] | undefined) => [...(previous ?? []), rules],
      ),
    )
    .option('-C, --compiled-rules', 'RULES is a compiled file, to be loaded as it is: only if you trust who made it')
    .option('-r, --recursive', 'enter folders below the targets')
    .addOption(
      new Option('--depth <number>', 'with -r: enter at most this many levels of folders').argParser(wholeNumber(0)),
    )
    .option('--scan-list <file>', 'scan what the file names, one path a line; - is standard input')
    .addOption(
      new Option('--pid <number>', 'scan the memory of a process (may be repeated)').argParser(
        (text: string, previous: readonly number[] | undefined) => [...(previous ?? []), wholeNumber(1)(text)],
      ),
    )
    .addOption(new Option('--exclude <glob>', 'leave out files and folders (may be repeated)').argParser(repeatable))
    .addOption(new Option('--max-size <size>', 'leave out larger files: 500K, 10M, 2G').argParser(byteSize))
    .option('--no-cache', 'scan files also when they have not changed since the last scan with the same rules')
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
    .addOption(
      new Option('--run-timeout <seconds>', 'end the whole scan after this time').argParser(wholeNumber(1, 1_000_000)),
    )
    .addOption(new Option('-t, --tag <tag>', 'only rules with this tag (may be repeated)').argParser(repeatable))
    .addOption(
      new Option('-i, --identifier <rule>', 'only the rule of this name (may be repeated)').argParser(repeatable),
    )
    .option('-n, --negate', 'the rules that do not match')
    .addOption(
      new Option('-x, --module-data <module=file>', 'give a module the content of a file (may be repeated)').argParser(
        addModuleData,
      ),
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
    .option('-o, --output <file>', 'write the results there; the file appears when the scan has ended')
    .option('--store <file>', 'record the scan in this database, not the one that is found (see docs)')
    .option('--no-record', 'do not record the scan')
    .option('-D, --print-module-data', 'print what modules know of each file, on standard error')
    .option('--profile', 'print which rules took most of the time, on standard error')
    .option('--fail-on-match', 'end with code 1 when a rule matches')
    .addHelpText('after', examples)
    .action(async (rules: string, targets: string[], _options: unknown, command: Command) => {
      context.exitCode = await scan(rules, targets, command.optsWithGlobals<ScanCommandOptions>(), context);
    });
  addTextDetails(command);
}

async function scan(
  rules: string,
  targets: string[],
  options: ScanCommandOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { terminal, signal } = context;
  const { workers, libyara } = options;
  if ([...targets, ...(options.pid ?? [])].length === 0 && options.scanList === undefined) throw nothingToScan();
  const sources = await rulesOf([rules, ...(options.rules ?? [])], options);
  const store = recordingStore(options);
  const requestFor = (paths: string[]) => scanRequest(sources, paths, options, store !== undefined);
  const cache = options.cache ? new ResultCache({ libyara }) : undefined;
  const idle = (await cache?.has(requestFor([]))) ?? false;
  // Now, since its processes start while the files are looked up.
  await using engine = context.openEngine({ workers, libyara, idle });
  await using files = await collectTargets(targets, options.scanList, { optional: options.pid !== undefined });
  const request = requestFor(files.paths);
  const shownPath = files.shownPath;
  await using recording = store === undefined ? undefined : await openRecording(store, request, terminal, shownPath);
  await using output = options.output === undefined ? undefined : await OutputFile.create(resolve(options.output));
  const writer = scanFormats[options.format]({
    write: output ? (text) => output.write(text) : (text) => terminal.print(text),
    colors: output ? noColors : terminal.out,
    details: textDetails(options),
    version: productVersion(),
    shownPath,
  });
  const failures = new Set<string>();
  const progress = new ScanProgress();
  const listener = async (event: ScanEvent) => {
    if (event.type === 'error') failures.add(event.code);
    if (event.type === 'progress') terminal.status(progress.line(event));
    else reportEvent(event, terminal, shownPath);
    await writer.onEvent(event);
    if (event.type !== 'match' || event.matches.length > 0) await recording?.record(event);
  };
  const everyTarget = options.format === 'text' && options.count === true;
  const outcome = await runScan(request, { engine, signal, listener, cache, everyTarget });
  await writer.finish(outcome);
  // Where the rules have errors there are no results, and older ones stay.
  if (outcome.type === 'ran') await output?.commit();
  const code = conclude(outcome, failures, terminal);
  const matched = outcome.type === 'ran' && outcome.summary.matches > 0;
  return matched && options.failOnMatch && code !== ExitCode.cancelled ? ExitCode.notFine : code;
}

async function rulesOf(specifications: string[], { compiledRules }: ScanCommandOptions): Promise<RuleFile[]> {
  if (compiledRules !== true) return await allRuleSources(specifications);
  const [file = '', ...others] = specifications;
  if (others.length > 0) throw new EngineError('invalid', 'Compiled rules can only be given alone.');
  return [{ path: resolve(file) }];
}

function filterOf({ tag, identifier, negate }: ScanCommandOptions): Pick<ScanRequest, 'filter'> {
  if (tag === undefined && identifier === undefined && negate === undefined) return {};
  return {
    filter: {
      ...(tag === undefined ? {} : { tags: tag }),
      ...(identifier === undefined ? {} : { identifiers: identifier }),
      ...(negate === undefined ? {} : { negate }),
    },
  };
}

function scanRequest(
  rules: ScanRequest['rules'],
  targets: string[],
  options: ScanCommandOptions,
  isRecorded: boolean,
): ScanRequest {
  const { strings, lengths, xorKeys } = textDetails(options);
  const { depth, exclude, maxSize, runTimeout } = options;
  return {
    rules,
    ...(options.compiledRules === true ? { compiled: true } : {}),
    targets,
    ...(options.pid === undefined ? {} : { processes: options.pid }),
    ...(options.printModuleData === true ? { printModuleData: true } : {}),
    ...(options.profile === true ? { profile: true } : {}),
    ...(options.moduleData === undefined ? {} : { moduleData: options.moduleData }),
    recursive: options.recursive ?? false,
    ...(depth === undefined ? {} : { depth }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(maxSize === undefined ? {} : { maxBytes: maxSize }),
    ...(runTimeout === undefined ? {} : { runTimeoutSeconds: runTimeout }),
    followLinks: options.followSymlinks,
    ...filterOf(options),
    workers: options.workers,
    externals: options.define ?? [],
    fileVariables: [...FileVariable.options],
    includeDirectories: options.include ?? [],
    timeoutSeconds: options.timeout,
    fast: options.fastScan ?? false,
    // Text without `-s` shows no match, so none need cross from the workers but those that a record keeps.
    maxMatchesPerPattern:
      options.format === 'text' && !strings && !lengths && !xorKeys
        ? Math.min(options.maxMatches, isRecorded ? keptPlaces.matches : 0)
        : options.maxMatches,
    maxMatchBytes: libyaraMatchBytes,
  };
}

function conclude(outcome: ScanOutcome, failures: ReadonlySet<string>, terminal: Terminal): ExitCode {
  if (outcome.type === 'rules-rejected') {
    for (const message of outcome.messages) terminal.note(engineMessageText(message, terminal.err));
    return ExitCode.notFine;
  }
  const { summary } = outcome;
  if (summary.timedOut) {
    terminal.note(`the time limit of the scan has passed: stopped after ${summaryText(summary)}`);
    return ExitCode.engine;
  }
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

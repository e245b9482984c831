/** `cryptex gap rules`: which rules are ready for YARA-X. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { EngineError } from '../../../common/errors.ts';
import { escapeText } from '../../../common/escape.ts';
import { toJson } from '../../../common/json.ts';
import type { FileFailure, MendedFile, Readiness } from '../../../gap/readiness/readiness.ts';
import type { RuleFileReadiness } from '../../../protocol/readiness.ts';
import { walk } from '../../../scan/walk.ts';
import { checkPaths } from '../../checkPaths.ts';
import type { CliContext } from '../../cliContext.ts';
import { ExitCode } from '../../exitCode.ts';
import { shortPath } from '../../format/engineMessage.ts';
import { mendedText, readinessText, summaryText } from '../../format/readiness.ts';
import { openReadiness } from '../../openReadiness.ts';
import { addRuleOptions, type RuleOptions } from '../../options/ruleOptions.ts';
import { wholeNumber } from '../../options/wholeNumber.ts';

interface GapRulesOptions extends RuleOptions {
  readonly samples?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly processes: number;
  readonly cache: boolean;
  readonly scannerVariables: boolean;
  readonly format: 'text' | 'json';
  readonly libyara?: string;
}

const examples = `
Each file is compiled with libyara and with YARA-X. What YARA-X refuses is told with its place and, where it is known,
with what would mend it; with --samples both also scan, and what they find is compared. A file that libyara refuses has
no part in this. The exit code is 1 when a file is not ready, and when libyara refuses all of them.

Examples:
  cryptex gap rules rules                       which rules of a folder are ready
  cryptex gap rules rules --samples samples     and whether they find the same
  cryptex gap rules rules --fix --dry-run       what would be mended
  cryptex gap rules rules --fix                 mend what is safe: libyara judges and finds as before`;

export function registerRules(gap: Command, context: CliContext): void {
  addRuleOptions(gap.command('rules'))
    .description('tell which rules are ready for YARA-X, and why others are not')
    .argument('<path...>', 'rule files, and folders with .yar, .yara and .rule files')
    .option('--samples <path>', 'a file or folder that both engines scan')
    .option('--fix', 'mend what can be mended without a change of what libyara finds')
    .option('--dry-run', 'with --fix: write nothing')
    .option('--no-cache', 'ask the engines about all files, also those that have not changed')
    .option('--no-scanner-variables', 'do not declare the variables of scanners')
    .addOption(
      new Option('-p, --processes <number>', 'files that are judged at once')
        .argParser(wholeNumber(1))
        .default(availableParallelism()),
    )
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (paths: string[], _options: unknown, command: Command) => {
      context.exitCode = await gapRules(paths, command.optsWithGlobals<GapRulesOptions>(), context);
    });
}

async function gapRules(paths: string[], options: GapRulesOptions, context: CliContext): Promise<ExitCode> {
  const { terminal, signal } = context;
  if (options.dryRun && !options.fix) throw new EngineError('invalid', '--dry-run belongs to --fix.');
  const files = await checkPaths(paths);
  const { samples: path } = options;
  let samples: readonly string[] = [];
  await using opened = await openReadiness(context, options, async () => {
    samples = path === undefined ? [] : await sampleFiles(path, signal);
    return samples;
  });
  const { readiness } = opened;
  const audited: RuleFileReadiness[] = [];
  const seen = new Set<string>();
  let exitCode: ExitCode = ExitCode.fine;
  for await (const outcome of outcomes(readiness, files, options)) {
    signal.throwIfAborted();
    if ('failure' in outcome) {
      terminal.note(failureText(outcome, terminal.err.red('error')));
      exitCode = ExitCode.usage;
      continue;
    }
    audited.push(outcome.readiness);
    terminal.status(`${audited.length} of ${files.length} files`);
    if (options.format === 'text') {
      const text = readinessText(outcome.readiness, seen, terminal.out) + mendedText(outcome, options, terminal.out);
      if (text !== '') await terminal.print(text);
    }
  }
  await opened.save();
  if (options.format === 'json') await terminal.print(`${toJson(audited, 2)}\n`);
  else await terminal.print(`${summaryText(audited, samples.length)}\n`);
  const counted = audited.filter(({ status }) => status !== 'excluded');
  const isReady = counted.length > 0 && counted.every(({ status }) => status === 'done');
  return exitCode === ExitCode.fine && !isReady ? ExitCode.notFine : exitCode;
}

/** Mends the files where that is wanted; otherwise only looks at them. */
async function* outcomes(
  readiness: Readiness,
  files: readonly string[],
  { fix, dryRun }: GapRulesOptions,
): AsyncGenerator<MendedFile | FileFailure> {
  if (!fix) {
    for await (const audited of readiness.audit(files))
      yield 'failure' in audited ? audited : { change: undefined, applied: [], readiness: audited };
    return;
  }
  for await (const mended of readiness.mendEach(files)) {
    if ('change' in mended && mended.change && !dryRun) {
      const { writeAtomically } = await import('../../../safeIndex/writeAtomically.ts');
      await writeAtomically(mended.readiness.path, mended.change.bytes);
    }
    yield mended;
  }
}

/** The regular files of a sample or a folder of them, sorted. @throws {EngineError} `invalid` */
async function sampleFiles(path: string, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of walk([resolve(path)], { recursive: true, followLinks: false, signal })) {
    for (const one of batch) if (one.type === 'file') found.push(one.path);
  }
  if (found.length === 0) throw new EngineError('invalid', `${path} has no samples.`);
  return found.sort();
}

function failureText({ path, failure }: FileFailure, label: string): string {
  return `${label}: ${escapeText(shortPath(path))}: ${escapeText(failure.message)}`;
}

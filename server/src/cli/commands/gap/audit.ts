/** `cryptex gap audit`: what of a code base is ported, with evidence. */
import { availableParallelism } from 'node:os';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { EngineError, throwIfCancelled } from '../../../common/errors.ts';
import { escapeText } from '../../../common/escape.ts';
import { toJson } from '../../../common/json.ts';
import { productVersion } from '../../../common/version.ts';
import type { AuditResult } from '../../../gap/draft.ts';
import type { AuditOptions } from '../../../gap/gapAudit.ts';
import { SourceLanguage } from '../../../protocol/cryptex.ts';
import { defaultLanguages, defaultThreshold, type GapRun } from '../../../protocol/gap.ts';
import { schemaFile, type GapReport } from '../../../protocol/gapReport.ts';
import { GapReportFormat } from '../../../protocol/gapView.ts';
import type { RuleFileReadiness } from '../../../protocol/readiness.ts';
import type { CliContext } from '../../cliContext.ts';
import { ExitCode } from '../../exitCode.ts';
import { auditText, changeLine, problemText, unparsedText } from '../../format/gapAudit.ts';
import { openGapAudit } from '../../openGapAudit.ts';
import { openReadiness } from '../../openReadiness.ts';
import { repeatable } from '../../options/repeatable.ts';
import { addRuleOptions, type RuleOptions } from '../../options/ruleOptions.ts';
import { wholeNumber } from '../../options/wholeNumber.ts';
import type { StoreOption } from '../../recordedScans.ts';
import { writeParts } from '../../writeParts.ts';

interface GapAuditOptions extends StoreOption, RuleOptions {
  readonly target: SourceLanguage;
  readonly language?: SourceLanguage[];
  readonly only?: string[];
  readonly exclude?: string[];
  readonly threshold: number;
  readonly failUnder?: number;
  readonly baseline?: string;
  readonly output?: string[];
  readonly format?: GapReportFormat;
  readonly blame: boolean;
  readonly rules: boolean;
  readonly processes: number;
  readonly libyara?: string;
}

const formats: Readonly<Record<string, GapReportFormat>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.csv': 'csv',
  '.html': 'html',
  '.htm': 'html',
  '.sarif': 'sarif',
};

const help = `
Legacy functions are matched to those of the target by .cryptex/gap-map.json, by markers in the port
(// ports: src/scan.c#scan_file), and else by names, texts, constants, calls and files; each match has its reasons. What is
called through FFI counts as bound, not as ported. What people decide is kept in the store: see cryptex gap confirm.
Writes gap_report.json, or what --output names: .json, .md, .csv, .html, .sarif. The exit code is 1 below --fail-under,
and when something is worse than in --baseline.`;

export function registerAudit(gap: Command, context: CliContext): void {
  addRuleOptions(gap.command('audit [root]'))
    .description('tell what of a code base is ported, with evidence')
    .addOption(new Option('--target <language>', 'what is ported to').choices(SourceLanguage.options).default('rust'))
    .addOption(
      new Option(
        '--language <language>',
        'what is ported from (may be repeated): c, python, powershell and yara unless given',
      )
        .choices(SourceLanguage.options)
        .argParser(repeatable),
    )
    .addOption(new Option('--only <glob>', 'the only files that count (may be repeated)').argParser(repeatable))
    .addOption(new Option('--exclude <glob>', 'files that don’t count (may be repeated)').argParser(repeatable))
    .addOption(
      new Option('--threshold <score>', 'from which a match counts without being confirmed, 0 to 1')
        .argParser(share)
        .default(defaultThreshold),
    )
    .addOption(
      new Option('--fail-under <percent>', 'end with code 1 when less of the functions is ported').argParser(percent),
    )
    .option('--baseline <report>', 'end with code 1 when something is worse than in an earlier gap_report.json')
    .addOption(
      new Option(
        '-o, --output <file>',
        'what to write (may be repeated); the ending tells the format; - for standard output',
      ).argParser(repeatable),
    )
    .addOption(
      new Option('--format <format>', 'for files whose ending does not tell it, and for -').choices(
        GapReportFormat.options,
      ),
    )
    .option('--no-blame', 'do not ask git who has written what nobody is named for')
    .option('--no-rules', 'leave rule files out; otherwise both engines judge them')
    .option('--libyara <path>', 'the libyara to use')
    .addOption(
      new Option('-p, --processes <number>', 'that read and judge')
        .argParser(wholeNumber(1))
        .default(availableParallelism()),
    )
    .option('--store <file>', 'the database')
    .addHelpText('after', help)
    .action(async (root: string | undefined, _options: unknown, command: Command) => {
      context.exitCode = await audit(root ?? '.', command.optsWithGlobals<GapAuditOptions>(), context);
    });
}

async function audit(root: string, options: GapAuditOptions, context: CliContext): Promise<ExitCode> {
  const { terminal } = context;
  const outputs = (options.output ?? ['gap_report.json']).map((file) => ({ file, format: formatOf(file, options) }));
  const { changesBetween, readReport } = await import('../../../gap/report/compare.ts');
  // A report that can't be read is told before the work.
  const baseline = options.baseline === undefined ? undefined : await readReport(options.baseline);
  const folder = await stat(root).catch(() => undefined);
  if (!folder?.isDirectory()) throw new EngineError('unreadable', `${root} is no folder that can be read.`);
  await using opened = await openGapAudit(options, resolve(root), terminal);
  const result = await opened.audit.audit(requestOf(options, context));
  const whole = await opened.audit.root();
  if (whole !== resolve(root))
    terminal.note(
      `${terminal.err.yellow('warning')}: ${escapeText(root)} is a part of ${escapeText(whole)}, all of which is audited; --only narrows it down.`,
    );
  const { reportOf } = await import('../../../gap/report/report.ts');
  const report = reportOf(result, productVersion());
  const runs = await opened.audit.runs();
  const changes = baseline && changesBetween(baseline, report);
  const isWorse = changes?.some(({ type }) => type === 'worse') ?? false;
  for (const { file, format } of outputs) {
    // What is worse would be the new measure otherwise.
    const isBaseline = options.baseline !== undefined && resolve(file) === resolve(options.baseline);
    if (!isBaseline || !isWorse) await writeReport(file, format, { report, runs }, context);
    else terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(file)} stays the baseline that it is.`);
  }
  for (const problem of result.problems) terminal.note(`${terminal.err.yellow('warning')}: ${problemText(problem)}`);
  const { unparsed } = result;
  if (unparsed.length > 0) terminal.note(`${terminal.err.yellow('warning')}: ${unparsedText(unparsed)}`);
  if (!outputs.some(({ file }) => file === '-')) {
    await terminal.print(auditText(result, terminal.out));
    if (changes && changes.length > 0)
      await terminal.print(`\n${changes.map((change) => `${changeLine(change, terminal.out)}\n`).join('')}`);
  }
  return judged(report, result, options, isWorse, context);
}

function judged(
  report: GapReport,
  { totals, unread }: AuditResult,
  { failUnder, baseline }: GapAuditOptions,
  isWorse: boolean,
  { terminal }: CliContext,
): ExitCode {
  const error = terminal.err.red('error');
  const isMeasured = failUnder !== undefined || baseline !== undefined;
  if (isMeasured && (totals.functions === 0 || unread.length > 0)) {
    const why = totals.functions === 0 ? 'there is nothing to measure' : `${unread.length} files could not be read`;
    terminal.note(`${error}: ${why}.`);
    return ExitCode.notFine;
  }
  const isUnder = failUnder !== undefined && 100 * totals.ported < failUnder * totals.functions;
  if (isUnder) terminal.note(`${error}: ${report.totals.coverage} % is ported, less than ${failUnder} %.`);
  if (isWorse) terminal.note(`${error}: something is worse than in the baseline.`);
  return isUnder || isWorse ? ExitCode.notFine : ExitCode.fine;
}

function requestOf(options: GapAuditOptions, context: CliContext): AuditOptions {
  const { terminal, signal } = context;
  const { target, threshold, only = [], exclude = [], blame, processes, rules } = options;
  const others = defaultLanguages.filter((one) => one !== target);
  const languages = (options.language ?? others).filter((one) => rules || one !== 'yara');
  if (languages.includes(target)) throw new EngineError('invalid', `${target} can't be the target and legacy at once.`);
  return {
    settings: { target, languages: [...languages], include: only, exclude, threshold },
    ...{ workers: processes, blame, signal },
    judgeRules: (paths) => judgeRules(paths, options, context),
    onProgress: ({ files, found }) => terminal.status(`${files} of ${found} files`),
  };
}

async function* judgeRules(
  paths: readonly string[],
  options: GapAuditOptions,
  context: CliContext,
): AsyncGenerator<RuleFileReadiness> {
  await using opened = await openReadiness(context, { ...options, cache: true, scannerVariables: true });
  let judged = 0;
  for await (const outcome of opened.readiness.audit(paths)) {
    throwIfCancelled(context.signal);
    context.terminal.status(`${(judged += 1)} of ${paths.length} rule files`);
    if (!('failure' in outcome)) yield outcome;
  }
  await opened.save();
}

async function writeReport(
  file: string,
  format: GapReportFormat,
  { report, runs }: { readonly report: GapReport; readonly runs: readonly GapRun[] },
  { terminal }: CliContext,
): Promise<void> {
  const { reportText } = await import('../../../gap/report/reportText.ts');
  const text = await reportText(format, report, runs);
  if (file === '-') {
    await terminal.print(text);
    return;
  }
  await writeParts(resolve(file), (write) => write(text));
  if (format !== 'json') return;
  const { reportSchema } = await import('../../../gap/report/report.ts');
  await writeParts(join(dirname(resolve(file)), schemaFile), (write) => write(`${toJson(reportSchema(), 2)}\n`));
}

function formatOf(file: string, { format }: GapAuditOptions): GapReportFormat {
  if (basename(file) === schemaFile)
    throw new EngineError('invalid', `${schemaFile} is the name of the schema: choose another for the report.`);
  const known = formats[extname(file).toLowerCase()] ?? format ?? (file === '-' ? 'json' : undefined);
  if (known) return file === '-' ? (format ?? known) : known;
  throw new EngineError('invalid', `The ending of ${file} does not tell its format: give --format.`);
}

function share(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('It has to be from 0 to 1.');
  return number;
}

function percent(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 100))
    throw new InvalidArgumentError('It has to be from 0 to 100.');
  return number;
}

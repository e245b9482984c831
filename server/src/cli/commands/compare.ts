/** `cryptex compare`: whether `yara` and this program say the same of the same rules and files. */
import { Option, type Command } from 'commander';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CliContext } from '../cliContext.ts';
import { OutputTally, type Difference } from '../compare/outputTally.ts';
import { runScanner, type ScannerRun } from '../compare/runScanner.ts';
import { ExitCode } from '../exitCode.ts';
import { toJson } from '../../common/json.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import { escapeText } from '../../common/escape.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface CompareOptions {
  readonly yara?: string;
  readonly recursive?: boolean;
  readonly define?: string[];
  readonly threads?: number;
  readonly format: 'text' | 'json';
  readonly libyara?: string;
}

interface Comparison {
  readonly target: string;
  readonly yara: ScannerRun;
  readonly cryptex: ScannerRun;
  readonly differences: readonly Difference[];
}

/** Text shows the first of them. */
const shownDifferences = 100;

const examples = `
RULES is [NAMESPACE:]FILE. Warnings are left out; matches are compared with namespace, tags, metadata, offset, length
and bytes, and so are errors and exit codes. Times are from start to end of each program, one after the other.

Examples:
  cryptex compare rules.yar -r samples
  cryptex compare rules.yar sample --yara /opt/yara/bin/yara --format json

Exit codes: 0 the same; 1 a difference; 2 wrong usage, or --yara names no program; 3 no yara on this system.`;

export function registerCompare(program: Command, context: CliContext): void {
  program
    .command('compare')
    .description("compare with the system's yara: matches, errors and time")
    .argument('<rules>', 'a rule file')
    .argument('<target...>', 'files and folders to scan')
    .option('--yara <path>', 'the yara to compare with; otherwise that on the PATH')
    .option('-r, --recursive', 'enter folders below the targets')
    .addOption(
      new Option('-d, --define <name=value>', 'define an external variable (may be repeated)').argParser(
        (text: string, previous: string[] | undefined) => [...(previous ?? []), text],
      ),
    )
    .addOption(new Option('-p, --threads <number>', 'for both programs').argParser(wholeNumber(1, 32)))
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (rules: string, targets: string[], _options: unknown, command: Command) => {
      context.exitCode = await compare(rules, targets, command.optsWithGlobals<CompareOptions>(), context);
    });
}

async function compare(
  rules: string,
  targets: readonly string[],
  options: CompareOptions,
  { terminal, signal }: CliContext,
): Promise<ExitCode> {
  const yara = options.yara ?? 'yara';
  const own = ownProgram(options.libyara);
  const version = await versionOf(yara, []);
  if (version === undefined) {
    terminal.note(
      options.yara === undefined
        ? 'error: There is no yara on the PATH; --yara names one.'
        : `error: ${escapeText(yara)} is no yara that runs.`,
    );
    return options.yara === undefined ? ExitCode.engine : ExitCode.usage;
  }
  const ownVersion = await versionOf(own[0], own.slice(1));
  if (ownVersion === undefined) {
    terminal.note('error: There is no libyara that works; `cryptex doctor` tells more.');
    return ExitCode.engine;
  }
  const args = [
    '-wesmgL',
    ...(options.recursive ? ['-r'] : []),
    ...(options.threads === undefined ? [] : ['-p', String(options.threads)]),
    ...(options.define ?? []).map((text) => `--define=${text}`),
    rules,
  ];
  const comparisons: Comparison[] = [];
  try {
    for (const target of targets) {
      const tally = new OutputTally();
      const theirs = await runScanner('yara', [yara, ...args, target], tally, signal);
      const ours = await runScanner('cryptex', [...own, ...args, target], tally, signal);
      comparisons.push({ target, yara: theirs, cryptex: ours, differences: tally.differences() });
    }
  } catch (error) {
    if (signal.aborted) return ExitCode.cancelled;
    throw error;
  }
  const versions = { yara: version, cryptex: ownVersion };
  const equal = comparisons.every(isEqual);
  if (options.format === 'json') await terminal.print(`${toJson({ equal, versions, comparisons }, 2)}\n`);
  else await printText(comparisons, versions, terminal);
  return equal ? ExitCode.fine : ExitCode.notFine;
}

function isEqual({ yara, cryptex, differences }: Comparison): boolean {
  return differences.length === 0 && yara.exitCode === cryptex.exitCode;
}

async function printText(
  comparisons: readonly Comparison[],
  versions: Readonly<Record<'yara' | 'cryptex', string>>,
  terminal: Terminal,
): Promise<void> {
  if (versions.yara !== versions.cryptex) {
    terminal.note(`yara is ${versions.yara}, the libyara of cryptex ${versions.cryptex}: results may differ for that.`);
  }
  for (const comparison of comparisons) {
    const lines = [`${escapeText(comparison.target)}: ${isEqual(comparison) ? 'the same' : 'DIFFERENT'}`];
    for (const side of ['yara', 'cryptex'] as const) {
      const { rules, milliseconds, exitCode } = comparison[side];
      const counted = `${rules} rules, ${(milliseconds / 1000).toFixed(2)} s, exit code ${exitCode ?? 'none'}`;
      lines.push(`  ${side.padEnd(7)} ${versions[side]}  ${counted}`);
    }
    for (const { only, stream, text, times } of comparison.differences.slice(0, shownDifferences)) {
      const [first = '', ...rest] = text.split('\n').map(escapeText);
      lines.push(`  only ${only}, ${stream}${times > 1 ? `, ${times} times` : ''}: ${first}`);
      lines.push(...rest.map((line) => `      ${line}`));
    }
    const more = comparison.differences.length - shownDifferences;
    if (more > 0) lines.push(`  … and ${more} more differences; --format json has all`);
    await terminal.print(`${lines.join('\n')}\n`);
  }
}

/** This program as `yara`, in a process of its own, so that the two times mean the same. */
function ownProgram(libyara: string | undefined): [string, ...string[]] {
  const [, script = ''] = process.argv;
  return [process.execPath, script, 'yara', ...(libyara === undefined ? [] : [`--libyara=${libyara}`])];
}

async function versionOf(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args, '--version'], { timeout: 60_000 });
    return /^\d+\.\d+(\.\d+)?/.exec(stdout)?.[0];
  } catch {
    // It is not there, or it is something else.
    return undefined;
  }
}

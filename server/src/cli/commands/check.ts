/** `cryptex check`: the diagnostics of the editor, in a terminal or a pipeline. */
import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import type { Diagnostic } from '../../language/diagnostics.ts';
import type { FileCheck } from '../../workspace/checkFiles.ts';
import { diskFileSystem } from '../../workspace/fileSystem.ts';
import { scannerVariables } from '../../workspace/settings.ts';
import { checkPaths } from '../checkPaths.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { failureOf } from '../failure.ts';
import { diagnosticRecord, diagnosticText } from '../format/diagnostic.ts';
import { toJson } from '../../common/json.ts';
import { addRuleOptions, type RuleOptions } from '../options/ruleOptions.ts';
import { externalsOf } from '../options/scannerVariables.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import { escapeLines } from '../../common/escape.ts';

interface CheckCommandOptions extends RuleOptions {
  readonly all?: boolean;
  readonly processes: number;
  readonly scannerVariables: boolean;
  readonly format: 'text' | 'json';
  readonly libyara?: string;
}

const examples = `
A file that is only valid when another of the files includes it is judged through that one, as in the editor.

Examples:
  cryptex check rules                      all rule files below a folder
  cryptex check index.yar --format json    one array of {file, line, column, endLine, endColumn, severity, code, message, source}
  cryptex check --all --no-scanner-variables rules.yar    also all that yarac would say, on its lines`;

export function registerCheck(program: Command, context: CliContext): void {
  addRuleOptions(program.command('check'))
    .description('report what is wrong in rule files, as the editor does')
    .argument('<path...>', 'rule files, and folders with .yar, .yara and .rule files')
    .option('--all', 'also what only follows from an earlier error, and each file on its own')
    .option('--no-scanner-variables', `do not declare ${scannerVariables.join(', ')}`)
    .addOption(
      new Option('-p, --processes <number>', 'files that are judged at once')
        .argParser(wholeNumber(1))
        .default(availableParallelism()),
    )
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (paths: string[], _options: unknown, command: Command) => {
      context.exitCode = await check(paths, command.optsWithGlobals<CheckCommandOptions>(), context);
    });
}

/** One diagnostic in its file. */
interface Found {
  readonly file: string;
  readonly diagnostic: Diagnostic;
}

async function check(paths: string[], options: CheckCommandOptions, context: CliContext): Promise<ExitCode> {
  const { terminal, signal } = context;
  // Its parser is not loaded for the other commands.
  const { checkFiles } = await import('../../workspace/checkFiles.ts');
  const files = await checkPaths(paths);
  await using engine = context.openEngine({ workers: options.processes, libyara: options.libyara });
  const seen = new Set<string>();
  const found: Found[] = [];
  let exitCode: ExitCode = ExitCode.fine;
  let engineMissing = false;
  for await (const file of checkFiles(files, {
    compiler: { compile: (job, jobSignal) => engine.compile(job, jobSignal ?? signal) },
    files: diskFileSystem,
    settings: { externals: externalsOf(options), includeDirectories: options.include ?? [] },
    all: options.all ?? false,
    parallel: options.processes * 2,
    signal,
  })) {
    signal.throwIfAborted();
    for (const one of newIn(file, seen)) {
      exitCode = worse(exitCode, one.diagnostic.severity === 'error' ? ExitCode.notFine : ExitCode.fine);
      if (options.format === 'text') {
        await terminal.print(`${diagnosticText(one.file, one.diagnostic, terminal.out)}\n`);
      } else {
        found.push(one);
      }
    }
    if (file.failure !== undefined) {
      const failure = failureOf(file.failure);
      if (!failure) {
        throw new Error(`${file.path} could not be checked.`, { cause: file.failure });
      }
      exitCode = worse(exitCode, failure.exitCode);
      // Without an engine every file fails alike; once is enough.
      if (failure.exitCode !== ExitCode.engine || !engineMissing) {
        terminal.note(`${terminal.err.red('error')}: ${escapeLines(failure.message ?? '')}`);
      }
      engineMissing ||= failure.exitCode === ExitCode.engine;
    }
  }
  if (options.format === 'json') {
    await terminal.print(
      `${toJson(
        found.map(({ file, diagnostic }) => diagnosticRecord(file, diagnostic)),
        2,
      )}\n`,
    );
  }
  return exitCode;
}

/** What was not told yet: an included file is judged with each file that includes it. */
function newIn(check: FileCheck, seen: Set<string>): Found[] {
  const found: Found[] = [];
  for (const [file, diagnostics] of check.diagnostics) {
    for (const diagnostic of diagnostics) {
      const key = JSON.stringify([file, diagnostic.range, diagnostic.code, diagnostic.message]);
      if (!seen.has(key)) {
        seen.add(key);
        found.push({ file, diagnostic });
      }
    }
  }
  return found.sort((a, b) => (a.file === b.file ? a.diagnostic.range.start.line - b.diagnostic.range.start.line : 0));
}

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}

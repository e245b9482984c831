/** `cryptex yara` and `cryptex yarac`: the programs of these names over our engine, so that scripts change one word. */
import type { Command } from 'commander';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { ArgumentError, parseArguments } from '../yara/argumentParser.ts';
import { yaracOptions, yaraOptions } from '../yara/options.ts';
import { yarac } from '../yara/yaracCommand.ts';
import { yara } from '../yara/yaraCommand.ts';

/** Lists the two in the program's help. What is written behind them is for {@link runOriginal}. */
export function registerYara(program: Command): void {
  program.command('yara').description('scan as yara does: its options, output and exit codes').allowUnknownOption();
  program
    .command('yarac')
    .description('compile as yarac does: its options, output and exit codes')
    .allowUnknownOption();
}

/**
 * Runs `yara …` and `yarac …`, also behind the program's own `--libyara`; `undefined` for any other command line. It is
 * read before commander sees it, which would take `--version` and `--help` for the program's, wherever they stand.
 */
export async function runOriginal(args: readonly string[], context: CliContext): Promise<ExitCode | undefined> {
  const { libyara, rest } = programOptions(args);
  const [name, ...own] = rest;
  if (name !== 'yara' && name !== 'yarac') return undefined;
  try {
    if (name === 'yara') {
      const { options, operands } = parseArguments(yaraOptions, own);
      return await yara({ ...options, libyara: options.libyara ?? libyara }, [...operands], context);
    }
    const { options, operands } = parseArguments(yaracOptions, own);
    return await yarac({ ...options, libyara: options.libyara ?? libyara }, [...operands], context);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    context.terminal.note(error.message);
    return ExitCode.notFine;
  }
}

function programOptions(args: readonly string[]): { libyara: string | undefined; rest: readonly string[] } {
  const [first = '', second, ...others] = args;
  if (first === '--libyara') return { libyara: second, rest: others };
  if (first.startsWith('--libyara=')) return { libyara: first.slice('--libyara='.length), rest: args.slice(1) };
  return { libyara: undefined, rest: args };
}

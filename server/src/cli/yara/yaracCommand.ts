/** `cryptex yarac`: `yarac` over this program's engine. */
import { resolve } from 'node:path';
import { EngineError } from '../../common/errors.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { optionsHelp, type Options } from './argumentParser.ts';
import { errorText } from './errorText.ts';
import { definitions } from './externals.ts';
import { yaracOptions } from './options.ts';
import { ruleArguments } from './ruleArguments.ts';
import { YaraOutput } from './yaraOutput.ts';

const usage = 'Usage: cryptex yarac [OPTION]... [NAMESPACE:]SOURCE_FILE... OUTPUT_FILE';
const noDetails = { namespace: false, tags: false, meta: false, strings: false, lengths: false, xorKeys: false };

/** @throws {EngineError} when there is no engine, when the output can't be written, and when cancelled. */
export async function yarac(
  options: Options<typeof yaracOptions>,
  operands: string[],
  { terminal, signal, openEngine }: CliContext,
): Promise<ExitCode> {
  if (options.help) {
    await terminal.print(`${usage}\n\n${optionsHelp(yaracOptions)}`);
    return ExitCode.fine;
  }
  if (!options.version && operands.length < 2) {
    terminal.note(`yarac: wrong number of arguments\n${usage}\n\nTry \`--help\` for more options`);
    return ExitCode.notFine;
  }
  await using engine = openEngine({ workers: 1, libyara: options.libyara });
  if (options.version) {
    await terminal.print(`${(await engine.describe(signal)).version}\n`);
    return ExitCode.fine;
  }
  const output = new YaraOutput(terminal, { warnings: !options.noWarnings, consoleLogs: true, details: noDetails });
  const { externals, complaint } = definitions(options.define);
  if (complaint !== undefined) output.error(complaint);
  const { sources, unopened } = await ruleArguments(operands.slice(0, -1));
  const { atomQualityTable, maxStringsPerRule, strictEscape } = options;
  const job = {
    kind: 'compile' as const,
    sources,
    externals,
    includeDirectories: [],
    overlay: [],
    strictEscape,
    ...(atomQualityTable === undefined ? {} : { atomQualityTable: resolve(atomQualityTable) }),
    ...(maxStringsPerRule === undefined ? {} : { maxStringsPerRule: Math.max(0, maxStringsPerRule) }),
  };
  const failOnWarnings = options.failOnWarnings && !options.noWarnings;
  // Nothing may be written when a later file is missing or a warning counts.
  const file = { want: 'save', output: resolve(operands.at(-1) ?? '') } as const;
  const checkFirst = unopened !== undefined || failOnWarnings;
  try {
    const { messages } = await engine.compile({ ...job, ...(checkFirst ? { want: 'check' as const } : file) }, signal);
    for (const message of messages) output.message(message, 'yarac');
    if (messages.some(({ level }) => level === 'error')) return ExitCode.notFine;
    if (unopened !== undefined) output.error(`error: could not open file: ${unopened}`);
    if (unopened !== undefined || (failOnWarnings && messages.length > 0)) return ExitCode.notFine;
    if (checkFirst) await engine.compile({ ...job, ...file }, signal);
  } catch (error) {
    if (!(error instanceof EngineError) || !error.libyara) throw error;
    // `yarac` says nothing of external variables that libyara refuses.
    if (error.message.includes('atom quality table')) output.error('error loading atom quality table');
    else if (error.code === 'libyara') output.error(errorText(error));
    return ExitCode.notFine;
  }
  return ExitCode.fine;
}

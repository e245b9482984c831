/** `cryptex rules`: the catalogue of the rules in folders. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { CatalogueRule, CompileStatus } from '../../protocol/catalogue.ts';
import type { SearchableCatalogue } from '../../catalogue/searchableCatalogue.ts';
import { storePath } from '../../store/location.ts';
import { EngineError } from '../../common/errors.ts';
import type { CompileJob } from '../../protocol/compileJob.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { toJson } from '../../common/json.ts';
import { foundText, ruleDetails, ruleLine, statsText } from '../format/catalogue.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import { escapeText } from '../../common/escape.ts';

interface RulesOptions {
  readonly folder?: string[];
  readonly exclude?: string[];
  readonly store?: string;
  readonly format: 'text' | 'json';
  readonly limit: number;
  readonly compile?: boolean;
  readonly libyara?: string;
}

/** What is asked, and what is known of which files compile where that was asked too. */
interface Question {
  readonly catalogue: SearchableCatalogue;
  readonly words: readonly string[];
  readonly limit: number;
  readonly statuses: ReadonlyMap<string, CompileStatus> | undefined;
}

/** What a subcommand prints; exit code 1 when what was asked for is not there. */
interface Answer {
  readonly json: unknown;
  readonly text: string;
  readonly isFound: boolean;
}

const examples = `
Examples:
  cryptex rules list                      the rules below the working directory
  cryptex rules find cobalt beacon        by name, tag, metadata and pattern text, best first
  cryptex rules show APT_Beacon           all that is known of a rule
  cryptex rules stats --format json       figures about the rules of a folder`;

export function registerRules(program: Command, context: CliContext): void {
  const rules = program
    .command('rules')
    .description('list, find and show the rules in folders, and count them')
    .addHelpText('after', examples);
  addCompile(addSubcommand(rules.command('list'), 'list all rules', context, listAll));
  addSubcommand(
    rules.command('find').argument('<word...>', 'what is looked for'),
    'find rules',
    context,
    find,
  ).addOption(new Option('--limit <number>', 'how many rules').argParser(wholeNumber(1)).default(50));
  addCompile(
    addSubcommand(rules.command('show').argument('<name>', 'name of a rule'), 'show rules of a name', context, show),
  );
  addCompile(addSubcommand(rules.command('stats'), 'count rules, patterns, imports, tags', context, stats));
}

function addSubcommand(
  command: Command,
  description: string,
  context: CliContext,
  answer: (question: Question) => Answer,
): Command {
  const collect = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];
  return command
    .description(description)
    .addOption(
      new Option('--folder <folder>', 'a folder with rules (may be repeated; default: here)').argParser(collect),
    )
    .addOption(new Option('--exclude <glob>', 'leave these files out (may be repeated)').argParser(collect))
    .option('--store <file>', 'keep the catalogue in this database')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .action(async () => {
      const options = command.optsWithGlobals<RulesOptions>();
      const catalogue = await upToDate(options, context);
      const statuses = options.compile === true ? await compileStatuses(catalogue, options, context) : undefined;
      const { json, text, isFound } = answer({ catalogue, words: command.args, limit: options.limit, statuses });
      if (catalogue.catalogue.rules.length === 0) context.terminal.note('There are no rules here.');
      await context.terminal.print(options.format === 'json' ? `${toJson(json, 2)}\n` : text);
      context.exitCode = isFound ? ExitCode.fine : ExitCode.notFine;
    });
}

function addCompile(command: Command): Command {
  return command.option('--compile', 'ask libyara which files compile, alone or through an index');
}

function noteWarning(terminal: Terminal, message: string): void {
  terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(message)}`);
}

async function upToDate(options: RulesOptions, { terminal, signal }: CliContext): Promise<SearchableCatalogue> {
  // Its parser and its database are not loaded for the other commands.
  const { SearchableCatalogue } = await import('../../catalogue/searchableCatalogue.ts');
  const onNotice = (message: string): void => noteWarning(terminal, message);
  const folder = process.cwd();
  const place = {
    store: storePath({ named: options.store, folder }),
    folders: (options.folder ?? [folder]).map((path) => resolve(path)),
    exclude: options.exclude ?? [],
  };
  const catalogue = new SearchableCatalogue(place, onNotice);
  try {
    const { problems } = await catalogue.catalogue.update({ signal, onNotice });
    for (const { file, message } of problems) onNotice(`${file} is left out. ${message}`);
  } catch (error) {
    if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
    throw error;
  }
  return catalogue;
}

/** Asks the library about files that it has not been asked about as they are now. */
async function compileStatuses(
  catalogue: SearchableCatalogue,
  { libyara }: RulesOptions,
  { openEngine, terminal, signal }: CliContext,
): Promise<Map<string, CompileStatus>> {
  const workers = availableParallelism();
  await using session = openEngine({ workers, libyara });
  const compiler = { compile: (job: CompileJob, jobSignal?: AbortSignal) => session.compile(job, jobSignal ?? signal) };
  const engine = await session.describe(signal);
  const onNotice = (message: string): void => noteWarning(terminal, message);
  return await catalogue.compileStatuses({ compiler, engine, parallel: 2 * workers, signal, onNotice });
}

function listAll({ catalogue, statuses }: Question): Answer {
  return ruleAnswer(catalogue.catalogue.rules, statuses, ruleLine);
}

function find({ catalogue, words, limit }: Question): Answer {
  const found = catalogue.find(words.join(' '), limit);
  return { json: found, text: found.map((one) => `${foundText(one)}\n`).join(''), isFound: found.length > 0 };
}

function show({ catalogue, words: [name], statuses }: Question): Answer {
  const rules = catalogue.catalogue.rules.filter((rule) => rule.name === name);
  return ruleAnswer(rules, statuses, ruleDetails);
}

function stats({ catalogue: { catalogue }, statuses }: Question): Answer {
  const counts = statuses && { compiles: 0, fails: 0 };
  if (counts) for (const { state } of statuses.values()) counts[state] += 1;
  const json = { ...catalogue.stats(), ...(counts ? { compile: counts } : {}) };
  return { json, text: statsText(json), isFound: true };
}

function ruleAnswer(
  rules: readonly CatalogueRule[],
  statuses: Question['statuses'],
  text: (rule: CatalogueRule, compile?: CompileStatus) => string,
): Answer {
  const known = rules.map((rule) => ({ rule, compile: statuses?.get(rule.file) }));
  return {
    json: known.map(({ rule, compile }) => (compile ? { ...rule, compile } : rule)),
    text: known.map(({ rule, compile }) => `${text(rule, compile)}\n`).join(''),
    isFound: rules.length > 0,
  };
}

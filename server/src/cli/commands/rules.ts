/** `cryptex rules`: the catalogue of the rules in folders. */
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { CatalogueRule, FoundRule } from '../../protocol/catalogue.ts';
import type { SearchableCatalogue } from '../../catalogue/searchableCatalogue.ts';
import { storePath } from '../../store/location.ts';
import { EngineError } from '../../common/errors.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { toJson } from '../../common/json.ts';
import { foundText, ruleDetails, ruleLine, statsText } from '../format/catalogue.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import { escapeText } from '../../common/escape.ts';

interface RulesOptions {
  readonly folder?: string[];
  readonly exclude?: string[];
  readonly store?: string;
  readonly format: 'text' | 'json';
  readonly limit: number;
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
  addSubcommand(rules.command('list'), 'list all rules', context, listAll);
  addSubcommand(
    rules.command('find').argument('<word...>', 'what is looked for'),
    'find rules',
    context,
    find,
  ).addOption(new Option('--limit <number>', 'how many rules').argParser(wholeNumber(1)).default(50));
  addSubcommand(rules.command('show').argument('<name>', 'name of a rule'), 'show rules of a name', context, show);
  addSubcommand(rules.command('stats'), 'count rules, patterns, imports, tags', context, stats);
}

function addSubcommand(
  command: Command,
  description: string,
  context: CliContext,
  answer: (catalogue: SearchableCatalogue, words: readonly string[], options: RulesOptions) => Answer,
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
      const { json, text, isFound } = answer(catalogue, command.args, options);
      await context.terminal.print(options.format === 'json' ? `${toJson(json, 2)}\n` : text);
      context.exitCode = isFound ? ExitCode.fine : ExitCode.notFine;
    });
}

async function upToDate(options: RulesOptions, { terminal, signal }: CliContext): Promise<SearchableCatalogue> {
  // Its parser and its database are not loaded for the other commands.
  const { SearchableCatalogue } = await import('../../catalogue/searchableCatalogue.ts');
  const onNotice = (message: string): void =>
    terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(message)}`);
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

function listAll({ catalogue: { rules } }: SearchableCatalogue): Answer {
  return answerOf(rules, ruleLine);
}

function find(catalogue: SearchableCatalogue, words: readonly string[], { limit }: RulesOptions): Answer {
  return answerOf<FoundRule>(catalogue.find(words.join(' '), limit), foundText);
}

function show({ catalogue: { rules } }: SearchableCatalogue, [name]: readonly string[]): Answer {
  return answerOf<CatalogueRule>(
    rules.filter((rule) => rule.name === name),
    ruleDetails,
  );
}

function stats({ catalogue }: SearchableCatalogue): Answer {
  const json = catalogue.stats();
  return { json, text: statsText(json), isFound: true };
}

function answerOf<T>(items: readonly T[], line: (item: T) => string): Answer {
  return { json: items, text: items.map((item) => `${line(item)}\n`).join(''), isFound: items.length > 0 };
}

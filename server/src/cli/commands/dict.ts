/** `cryptex dict`: the dictionary of the symbols of a code base. */
import { extname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { EngineError } from '../../common/errors.ts';
import { escapeText } from '../../common/escape.ts';
import { toJson } from '../../common/json.ts';
import { personHere } from '../../common/person.ts';
import type { Dictionary } from '../../cryptex/dictionary.ts';
import type { ExportFormat } from '../../cryptex/exchange/exportDictionary.ts';
import { EntryStatus, type EntryBrief, type EntryChanges } from '../../protocol/cryptex.ts';
import type { IndexProgress } from '../../protocol/dictionaryView.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { entryDetails, entryLine, importText, indexText, problemLine, statsText } from '../format/entries.ts';
import { graphFormats, graphText, type GraphFormat } from '../format/entryGraph.ts';
import { entryNamed, existingDictionary, openDictionary } from '../openDictionary.ts';
import { wholeNumber } from '../options/wholeNumber.ts';
import type { StoreOption } from '../recordedScans.ts';
import { writeParts } from '../writeParts.ts';

type Format = 'text' | 'json';

/** What a subcommand prints. */
interface Answer {
  readonly json: unknown;
  readonly text: string;
  /** Exit code 1 when what was asked for is not there, or not fine. */
  readonly isFine: boolean;
}

interface Asked<Options> {
  readonly dictionary: Dictionary;
  readonly options: Options;
  readonly context: CliContext;
}

const examples = `
The dictionary lies in the store that --store or CRYPTEX_STORE names, or in the nearest folder above with a .cryptex folder
in it; the first index makes one in ROOT. An entry goes by its codename, by one that it had before, or by its symbol.

Examples:
  cryptex dict index                        read what has changed below the working directory
  cryptex dict search regex parse           codenames, symbols, words in summaries and pseudocode, best first
  cryptex dict show InkSlinger-ParseRules   all that is known of an entry
  cryptex dict annotate scan_file --status porting --port src/scan.rs#scan_file
  cryptex dict deps scan_file --reverse --depth 3 --format mermaid
  cryptex dict export cryptex.json          or .md, for a table; import reads both
  cryptex dict validate                     is what it says still true?`;

/** Nodes of a graph. */
const maxNodes = 2000;

export function registerDict(program: Command, context: CliContext): void {
  const group = program
    .command('dict')
    .description('keep a dictionary of the symbols of a code base')
    .addHelpText('after', examples);
  registerIndex(group, context);
  add(group, context, 'search <word...>', 'find entries, the best first', searchEntries, (command) =>
    command.addOption(new Option('-n, --limit <number>', 'of entries').argParser(wholeNumber(1)).default(20)),
  );
  add(group, context, 'show <name>', 'show all that is known of an entry', showEntry);
  registerAnnotate(group, context);
  registerDeps(group, context);
  add(
    group,
    context,
    'import <file>',
    'take in a dictionary: JSON, its older form, or a table in Markdown',
    importFile,
    (command) => command.option('--replace', 'let what is imported win over what people have written here since'),
  );
  registerExport(group, context);
  add(group, context, 'stats', 'count what is in it', stats);
  add(group, context, 'validate', 'hold all entries against the source as it is now', validate);
}

/** A subcommand on a dictionary that is there. */
function add<Options extends StoreOption>(
  group: Command,
  context: CliContext,
  usage: string,
  description: string,
  run: (words: readonly string[], asked: Asked<Options>) => Promise<Answer>,
  addOptions: (command: Command) => Command = (command) => command,
): void {
  addOptions(group.command(usage).description(description))
    .option('--store <file>', 'the database')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .action(async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const options = command.optsWithGlobals<Options & { readonly format: Format }>();
      const { terminal } = context;
      await using dictionary = usage.startsWith('import')
        ? await openDictionary(options, process.cwd(), terminal)
        : await existingDictionary(options, terminal);
      const { json, text, isFine } = await run(command.args, { dictionary, options, context });
      await terminal.print(options.format === 'json' ? `${toJson(json, 2)}\n` : text);
      context.exitCode = isFine ? ExitCode.fine : ExitCode.notFine;
    });
}

function registerIndex(group: Command, context: CliContext): void {
  interface IndexOptions extends StoreOption {
    readonly exclude?: string[];
    readonly processes?: number;
    readonly format: Format;
  }
  group
    .command('index [root]')
    .description('read the sources of a code base, or of a folder of one that is indexed')
    .addOption(
      new Option('--exclude <glob>', 'leave out files and folders (may be repeated)').argParser(
        (glob: string, previous: string[] | undefined) => [...(previous ?? []), glob],
      ),
    )
    .addOption(new Option('-p, --processes <number>', 'that parse').argParser(wholeNumber(1)))
    .option('--store <file>', 'the database')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .action(async (root: string | undefined, _options: unknown, command: Command) => {
      const { format, exclude = [], processes, ...options } = command.optsWithGlobals<IndexOptions>();
      const { terminal, signal } = context;
      await using dictionary = await openDictionary(options, resolve(root ?? '.'), terminal);
      const began = performance.now();
      const report = await dictionary.index({ exclude, workers: processes, signal, onProgress: progressOf(context) });
      for (const { file, message } of report.problems)
        terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(`${file}: ${message}`)}`);
      const seconds = (performance.now() - began) / 1000;
      await terminal.print(format === 'json' ? `${toJson(report, 2)}\n` : indexText(report, seconds));
    });
}

function progressOf({ terminal }: CliContext): (progress: IndexProgress) => void {
  return ({ files, found }) => terminal.status(`${files} of ${found} files`);
}

async function searchEntries(
  words: readonly string[],
  { dictionary, options, context }: Asked<StoreOption & { readonly limit: number }>,
): Promise<Answer> {
  const found = await dictionary.search(words.join(' '), options.limit);
  return listed(found, context);
}

function listed(found: readonly EntryBrief[], { terminal }: CliContext): Answer {
  const text = found.map((entry) => `${entryLine(entry, terminal.out)}\n`).join('');
  return { json: found, text, isFine: found.length > 0 };
}

async function showEntry([name = '']: readonly string[], { dictionary, context }: Asked<StoreOption>): Promise<Answer> {
  const { terminal } = context;
  const found = await entryNamed(dictionary, name);
  const entry = 'id' in found ? await dictionary.entry(found.id) : undefined;
  if (!entry) return notOne(name, 'id' in found ? [] : found, context);
  const author = entry.owner === undefined ? await dictionary.author(entry) : undefined;
  const json = { ...entry, ...(author !== undefined && { author }) };
  return { json, text: entryDetails(entry, author, terminal.out), isFine: true };
}

/** Says that there is none of the name, or lists them. */
function notOne(name: string, found: readonly EntryBrief[], context: CliContext): Answer {
  const { terminal } = context;
  const what =
    found.length === 0
      ? 'there is no entry of that name'
      : 'several entries have that name; choose one by its codename';
  terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(name)}: ${what}`);
  return { ...listed(found, context), isFine: false };
}

function registerAnnotate(group: Command, context: CliContext): void {
  interface AnnotateOptions extends StoreOption {
    readonly codename?: string;
    readonly summary?: string;
    readonly pseudocode?: string;
    readonly status?: EntryStatus;
    readonly owner?: string;
    readonly risk?: string;
    readonly tag?: string[];
    readonly note?: string[];
    readonly port?: string;
    readonly by?: string;
  }
  const several = (value: string, previous: string[] | undefined): string[] => [...(previous ?? []), value];
  add<AnnotateOptions>(
    group,
    context,
    'annotate <name>',
    'write something about an entry; an empty text takes back what was written',
    async ([name = ''], { dictionary, options }) => {
      const { by = personHere(), tag, note } = options;
      const { codename, summary, pseudocode, status, owner, risk, port } = options;
      const given = { codename, summary, pseudocode, status, owner, risk, port, tags: lists(tag), notes: lists(note) };
      const changes = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      ) as EntryChanges;
      if (Object.keys(changes).length === 0) throw new EngineError('invalid', 'Nothing is to be written: see --help.');
      const found = await entryNamed(dictionary, name);
      if (!('id' in found)) return notOne(name, found, context);
      const entry = await dictionary.annotate(found.id, changes, { by, source: 'human' });
      return { json: entry, text: entryDetails(entry, undefined, context.terminal.out), isFine: true };
    },
    (command) =>
      command
        .option('--summary <text>')
        .option('--pseudocode <text>')
        .addOption(new Option('--status <status>').choices(EntryStatus.options))
        .option('--owner <name>')
        .option('--risk <text>')
        .addOption(new Option('--tag <word>', 'may be repeated; all that are there are replaced').argParser(several))
        .addOption(new Option('--note <text>', 'may be repeated; all that are there are replaced').argParser(several))
        .option('--port <place>', 'where its port is: PATH, PATH#SYMBOL or an address')
        .option('--codename <name>', 'the one that it had is found as before')
        .option('--by <name>', 'who says so; the user unless given'),
  );
}

/** One empty word stands for none. */
function lists(words: string[] | undefined): string[] | undefined {
  return words?.filter((word) => word !== '');
}

function registerDeps(group: Command, context: CliContext): void {
  interface DepsOptions extends StoreOption {
    readonly reverse?: boolean;
    readonly depth: number;
    readonly format: GraphFormat;
  }
  group
    .command('deps <name>')
    .description('show what an entry uses')
    .option('--reverse', 'what uses it')
    .addOption(new Option('--depth <number>', 'steps').argParser(wholeNumber(1)).default(1))
    .option('--store <file>', 'the database')
    .addOption(new Option('--format <format>', 'how to print the result').choices(graphFormats).default('text'))
    .action(async (name: string, _options: unknown, command: Command) => {
      const { reverse = false, depth, format, ...options } = command.optsWithGlobals<DepsOptions>();
      const { terminal } = context;
      await using dictionary = await existingDictionary(options, terminal);
      const found = await entryNamed(dictionary, name);
      const graph = 'id' in found ? await dictionary.graph(found.id, { reverse, depth, limit: maxNodes }) : undefined;
      if (!graph) {
        await terminal.print(notOne(name, 'id' in found ? [] : found, context).text);
        context.exitCode = ExitCode.notFine;
        return;
      }
      await terminal.print(format === 'json' ? `${toJson(graph, 2)}\n` : graphText(graph, format, reverse));
    });
}

async function importFile(
  [file = '']: readonly string[],
  { dictionary, options }: Asked<StoreOption & { readonly replace?: boolean }>,
): Promise<Answer> {
  const report = await dictionary.import(resolve(file), { replace: options.replace ?? false, by: personHere() });
  return { json: report, text: importText(report), isFine: true };
}

function registerExport(group: Command, context: CliContext): void {
  const formats: readonly ExportFormat[] = ['json', 'markdown', 'older'];
  group
    .command('export <file>')
    .description('write all of it to a file; to standard output for -')
    .addOption(
      new Option(
        '--format <format>',
        'markdown for a file that ends in .md, json for others; older is without history',
      ).choices(formats),
    )
    .option('--store <file>', 'the database')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { format, ...options } = command.optsWithGlobals<StoreOption & { readonly format?: ExportFormat }>();
      const { terminal } = context;
      await using dictionary = await existingDictionary(options, terminal);
      const chosen = format ?? (/^\.(md|markdown)$/i.test(extname(file)) ? 'markdown' : 'json');
      if (file === '-') await dictionary.export(chosen, (text) => terminal.print(text));
      else await writeParts(resolve(file), (write) => dictionary.export(chosen, write));
    });
}

async function stats(_: readonly string[], { dictionary }: Asked<StoreOption>): Promise<Answer> {
  const figures = await dictionary.stats();
  return { json: figures, text: statsText(figures), isFine: true };
}

async function validate(_: readonly string[], { dictionary, context }: Asked<StoreOption>): Promise<Answer> {
  const problems = await dictionary.validate(context.signal, progressOf(context));
  const text = problems.map((problem) => `${problemLine(problem)}\n`).join('');
  const { entries } = await dictionary.state();
  return {
    json: problems,
    text: problems.length > 0 ? text : `${entries} entries are fine\n`,
    isFine: problems.length === 0,
  };
}

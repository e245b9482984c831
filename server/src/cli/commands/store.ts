/** `cryptex store`: looking after the database of results. */
import { stat } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { EngineError } from '../../common/errors.ts';
import { escapeText } from '../../common/escape.ts';
import { toJson } from '../../common/json.ts';
import type { Store } from '../../store/store.ts';
import type { StoreInfo } from '../../store/storeInfo.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { megabytes } from '../format/scanProgress.ts';
import { openStore, type StoreOption } from '../recordedScans.ts';

/** What a subcommand prints. */
interface Answer {
  readonly json: object;
  readonly text: string;
  readonly isFine: boolean;
}

const examples = `
The store is the file that --store or CRYPTEX_STORE names, the one in the nearest folder above with a .cryptex folder in it,
or one for the user.

Examples:
  cryptex store info                      where it lies, what is in it, and how much is kept
  cryptex store vacuum                    make the file smaller after scans were removed
  cryptex store check                     look for damage`;

export function registerStore(program: Command, context: CliContext): void {
  const group = program
    .command('store')
    .description('look after the database of results')
    .addHelpText('after', examples);
  addSubcommand(group.command('info').description('say what is in the store'), context, info);
  addSubcommand(group.command('vacuum').description('give back the space of what was removed'), context, vacuum);
  addSubcommand(group.command('check').description('look for damage'), context, check);
}

function addSubcommand(
  command: Command,
  context: CliContext,
  run: (store: Store, notices: readonly string[]) => Promise<Answer>,
): void {
  command
    .option('--store <file>', 'the database')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .action(async () => {
      const { format, ...options } = command.optsWithGlobals<StoreOption & { readonly format: 'text' | 'json' }>();
      const notices: string[] = [];
      await using store = await openStore(options, context.terminal, (notice) => notices.push(notice));
      const { json, text, isFine } = await run(store, notices);
      await context.terminal.print(format === 'json' ? `${toJson(json, 2)}\n` : text);
      context.exitCode = isFine ? ExitCode.fine : ExitCode.notFine;
    });
}

async function info(store: Store): Promise<Answer> {
  const { storeInfo } = await import('../../store/storeInfo.ts');
  const json = await storeInfo(store);
  if (!json) throw missing(store);
  return { json, text: infoText(json), isFine: true };
}

function infoText({
  path,
  bytes,
  freeBytes,
  scans,
  oldestScan,
  results,
  ruleFiles,
  retention,
  ...rest
}: StoreInfo): string {
  const since = oldestScan === undefined ? '' : `, the oldest of ${escapeText(oldestScan)}`;
  const lines = [
    `${escapeText(path)}, format ${rest.version}: ${megabytes(bytes)}, of which ${megabytes(freeBytes)} are free`,
    `${scans} scans with ${results} results${since}`,
    `${ruleFiles} rule files in the catalogue`,
    `kept are ${retention.scans} scans, for ${retention.days} days, while the store has up to ${retention.megabytes} MB`,
  ];
  if (rest.spools > 0) lines.push(`${rest.spools} scans that run or broke off: ${megabytes(rest.spoolBytes)}`);
  return `${lines.join('\n')}\n`;
}

async function vacuum(store: Store): Promise<Answer> {
  const before = await sizeOf(store);
  await store.vacuum();
  const after = await sizeOf(store);
  return {
    json: { path: store.path, before, after },
    text: `${escapeText(store.path)}: ${megabytes(before)} before, ${megabytes(after)} now\n`,
    isFine: true,
  };
}

async function check(store: Store, notices: readonly string[]): Promise<Answer> {
  await sizeOf(store);
  const found = await store.check();
  // Damage that was mended on the way is damage.
  const problems = [...notices, ...found];
  const text =
    problems.length === 0
      ? `${escapeText(store.path)} is fine\n`
      : found.map((line) => `${escapeText(line)}\n`).join('');
  return { json: { path: store.path, problems }, text, isFine: problems.length === 0 };
}

async function sizeOf(store: Store): Promise<number> {
  const bytes = (await stat(store.path).catch(() => undefined))?.size;
  if (bytes === undefined) throw missing(store);
  return bytes;
}

function missing({ path }: Store): EngineError {
  return new EngineError('unreadable', `There is no store ${path}.`);
}

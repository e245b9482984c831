/** `cryptex safe-index`: an index of which libyara compiles every part. */
import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { EngineError } from '../../common/errors.ts';
import {
  defaultExcludedModules,
  type LeftOut,
  type MadeSafeIndex,
  type OnDuplicate,
  type SafeIndexOutcome,
} from '../../protocol/safeIndex.ts';
import type { Manifest } from '../../safeIndex/manifest.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { engineMessageText, shortPath } from '../format/engineMessage.ts';
import { toJson } from '../../common/json.ts';
import { addRuleOptions, type RuleOptions } from '../options/ruleOptions.ts';
import { escapeText } from '../../common/escape.ts';
import { productVersion } from '../../common/version.ts';

interface SafeIndexOptions extends RuleOptions {
  readonly output?: string;
  readonly excludeModule?: string[];
  readonly onDuplicate: OnDuplicate;
  readonly manifest?: string;
  readonly dryRun?: boolean;
  readonly replace?: boolean;
  readonly format: 'text' | 'json';
  readonly libyara?: string;
}

const examples = `
Files are left out that use an excluded module or one that libyara lacks, that do not compile, or that repeat the name
of a rule; each with its reason, as a comment where it stood. Includes are relative to the file that is written, and
without -o, where the index goes to standard output, to the folder of INDEX.

Examples:
  cryptex safe-index index.yar -o safe.yar                       write it, and list what is left out
  cryptex safe-index index.yar --dry-run                         only list
  cryptex safe-index index.yar -o safe.yar --manifest safe.json  with the hashes of all files and the reasons
  cryptex safe-index index.yar -o index.yar --replace            put it in the place of the index`;

export function registerSafeIndex(program: Command, context: CliContext): void {
  addRuleOptions(program.command('safe-index'))
    .description('write an index without the files that can not be used')
    .argument('<index>', 'a rule file that includes others')
    .option('-o, --output <file>', 'the index to write; standard output without it')
    .addOption(
      new Option(
        '--exclude-module <name>',
        `leave out files that use it (may be repeated; ${defaultExcludedModules.join(', ')} unless given)`,
      ).argParser((name: string, names: string[] | undefined) => [...(names ?? []), name]),
    )
    .addOption(
      new Option('--on-duplicate <which>', 'of files with a rule of the same name: which stays, or fail')
        .choices(['first', 'last', 'fail'])
        .default('first'),
    )
    .option('--manifest <file>', 'write hashes, reasons and versions there, as JSON')
    .option('--dry-run', 'write nothing')
    .option('--replace', 'allow OUTPUT to be INDEX')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (index: string, _options: unknown, command: Command) => {
      context.exitCode = await safeIndex(index, command.optsWithGlobals<SafeIndexOptions>(), context);
    });
}

async function safeIndex(path: string, options: SafeIndexOptions, context: CliContext): Promise<ExitCode> {
  const { output, manifest: manifestPath, dryRun = false, format } = options;
  if (format === 'json' && output === undefined && !dryRun) {
    throw new EngineError(
      'invalid',
      '--format json needs --output or --dry-run: standard output is taken by the index.',
    );
  }
  const request = {
    index: resolve(path),
    ...(output === undefined ? {} : { output: resolve(output) }),
    excludeModules: options.excludeModule ?? [...defaultExcludedModules],
    onDuplicate: options.onDuplicate,
    externals: options.define ?? [],
    includeDirectories: options.include ?? [],
    replace: options.replace ?? false,
  };
  refuseManifest(manifestPath, request.index, request.output);
  // Their parser is not loaded for the other commands.
  const [{ makeSafeIndex }, { manifestOf }, { writeAtomically }] = await Promise.all([
    import('../../safeIndex/safeIndex.ts'),
    import('../../safeIndex/manifest.ts'),
    import('../../safeIndex/writeAtomically.ts'),
  ]);
  await using engine = context.openEngine({ workers: 1, libyara: options.libyara });
  const { outcome, inputs } = await makeSafeIndex(request, engine, context.signal);
  if (outcome.type !== 'made') return await printRefusal(outcome, options, context);
  if (manifestPath !== undefined && inputs.has(resolve(manifestPath))) {
    throw new EngineError('invalid', `${manifestPath} is one of the rule files.`);
  }
  const wanted = manifestPath !== undefined || format === 'json';
  const createdBy = `cryptex ${productVersion()}`;
  const manifest = wanted ? await manifestOf({ request, made: outcome, inputs, createdBy }) : undefined;
  if (context.signal.aborted) throw new EngineError('cancelled', 'Cancelled; nothing was written.');
  if (!dryRun) {
    if (request.output !== undefined) await writeAtomically(request.output, outcome.bytes);
    if (manifestPath !== undefined && manifest) {
      await writeAtomically(resolve(manifestPath), Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
    }
  }
  await printMade(outcome, manifest, options, context);
  return ExitCode.fine;
}

function refuseManifest(manifest: string | undefined, ...taken: readonly (string | undefined)[]): void {
  if (manifest !== undefined && taken.includes(resolve(manifest))) {
    throw new EngineError('invalid', '--manifest names the same file as the index or the output.');
  }
}

async function printMade(
  made: MadeSafeIndex,
  manifest: Manifest | undefined,
  { output, dryRun = false, format }: SafeIndexOptions,
  { terminal }: CliContext,
): Promise<void> {
  if (format === 'json') {
    await terminal.print(`${toJson({ written: !dryRun, ...manifest }, 2)}\n`);
    return;
  }
  const toStandardOutput = output === undefined && !dryRun;
  const lines = [...made.leftOut.map(leftOutText), summary(made, output, dryRun)];
  if (toStandardOutput) {
    await terminal.print(Buffer.from(made.bytes).toString());
    for (const line of lines) terminal.note(line);
  } else await terminal.print(lines.map((line) => `${line}\n`).join(''));
}

async function printRefusal(
  outcome: Exclude<SafeIndexOutcome, MadeSafeIndex>,
  { format }: SafeIndexOptions,
  { terminal }: CliContext,
): Promise<ExitCode> {
  if (format === 'json') await terminal.print(`${toJson({ written: false, ...outcome }, 2)}\n`);
  else if (outcome.type === 'rejected') {
    for (const message of outcome.messages) terminal.note(engineMessageText(message, terminal.err));
  } else for (const one of outcome.leftOut) terminal.note(leftOutText(one));
  terminal.note(`${terminal.err.red('error')}: ${refusals[outcome.type]}`);
  return ExitCode.notFine;
}

const refusals: Readonly<Record<Exclude<SafeIndexOutcome['type'], 'made'>, string>> = {
  duplicates: 'rule names are there more than once; nothing was written',
  empty: 'nothing of the index would be left; nothing was written',
  rejected: 'the index itself does not compile; nothing was written',
};

function leftOutText({ kind, path, name, index, line, message }: LeftOut): string {
  const subject = kind === 'file' ? shortPath(path) : `${kind} ${name} (${shortPath(index)}:${line})`;
  return `left out: ${escapeText(subject)}: ${escapeText(message)}`;
}

function summary(made: MadeSafeIndex, output: string | undefined, dryRun: boolean): string {
  const name = output === undefined ? 'the safe index' : escapeText(shortPath(resolve(output)));
  const { files, leftOut, rules, patterns, engine } = made;
  const outcome = `${files.length} files, ${rules} rules, ${patterns} patterns; ${leftOut.length} left out`;
  return `${name}: ${outcome} (libyara ${escapeText(engine.version)}${dryRun ? '; nothing was written' : ''})`;
}

/** `cryptex compile`: checks rules with libyara, and writes them compiled. */
import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import type { CompileResult } from '../../protocol/compileJob.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { engineMessageText, shortPath } from '../format/engineMessage.ts';
import { toJson } from '../../common/json.ts';
import { addRuleOptions, allRuleSources, type RuleOptions } from '../options/ruleOptions.ts';
import { escapeText } from '../../common/escape.ts';

interface CompileOptions extends RuleOptions {
  readonly output: string;
  readonly format: 'text' | 'json';
  readonly libyara?: string;
}

const examples = `
RULES is [NAMESPACE:]FILE, or a folder: all .yar, .yara and .rule files below it, each in its own namespace.

Examples:
  cryptex compile rules.yar -o rules.yarc
  cryptex compile apt:apt.yar crime:crime.yar -o rules.yarc -d filename= -I shared
  cryptex compile signature-base/yara -o all.yarc --format json`;

export function registerCompile(program: Command, context: CliContext): void {
  addRuleOptions(program.command('compile'))
    .description('compile rules to a file, as yarac does')
    .argument('<rules...>', 'rule files or folders, compiled together in this order')
    .requiredOption('-o, --output <file>', 'the compiled file to write; untouched when there are errors')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (rules: string[], _options: unknown, command: Command) => {
      context.exitCode = await compile(rules, command.optsWithGlobals<CompileOptions>(), context);
    });
}

async function compile(rules: string[], options: CompileOptions, context: CliContext): Promise<ExitCode> {
  const sources = await allRuleSources(rules);
  const output = resolve(options.output);
  await using engine = context.openEngine({ workers: 1, libyara: options.libyara });
  const job = { sources, externals: options.define ?? [], includeDirectories: options.include ?? [], overlay: [] };
  const result = await engine.compile({ kind: 'compile', ...job, want: 'save', output }, context.signal);
  const ok = !result.messages.some(({ level }) => level === 'error');
  if (options.format === 'json') await printJson(result, ok, output, context);
  else await printText(result, ok, options.output, context);
  return ok ? ExitCode.fine : ExitCode.notFine;
}

async function printJson(result: CompileResult, ok: boolean, output: string, { terminal }: CliContext): Promise<void> {
  const { messages, rules, patterns, milliseconds } = result;
  const written = ok ? { output, rules, patterns } : {};
  await terminal.print(`${toJson({ ok, ...written, messages, milliseconds }, 2)}\n`);
}

async function printText(result: CompileResult, ok: boolean, output: string, { terminal }: CliContext): Promise<void> {
  for (const message of result.messages) terminal.note(engineMessageText(message, terminal.err));
  if (!ok) return;
  const { rules = 0, patterns = 0 } = result;
  await terminal.print(`${escapeText(shortPath(output))}: ${rules} rules, ${patterns} patterns\n`);
}

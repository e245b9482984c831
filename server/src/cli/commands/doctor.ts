/** `cryptex doctor`: which libyara is used and why, and what would help where there is none. */
import { Option, type Command } from 'commander';
import { EngineError } from '../../common/errors.ts';
import type { EngineCandidate, EngineFailure, EngineInfo } from '../../protocol/engineInfo.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { toJson } from '../../common/json.ts';
import { obtainLibyara } from '../obtainLibyara.ts';
import { escapeLines, escapeText } from '../../common/escape.ts';
import type { Colors } from '../terminal/terminal.ts';

interface DoctorOptions {
  readonly format: 'text' | 'json';
  readonly fix?: boolean;
  readonly libyara?: string;
}

type Findings =
  { readonly ok: true; readonly engine: EngineInfo } | { readonly ok: false; readonly failure: EngineFailure };

const examples = `
Examples:
  cryptex doctor
  cryptex doctor --fix            obtain libyara into your cache folder, without root and without a compiler
  CRYPTEX_LIBYARA=/opt/yara/lib/libyara.so cryptex doctor --format json`;

export function registerDoctor(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('show which libyara is found where, and what would help')
    .addOption(new Option('--format <format>', 'how to print the findings').choices(['text', 'json']).default('text'))
    .option('--fix', 'obtain libyara when none is found')
    .addHelpText('after', examples)
    .action(async (_options: unknown, command: Command) => {
      context.exitCode = await doctor(command.optsWithGlobals<DoctorOptions>(), context);
    });
}

async function doctor(options: DoctorOptions, context: CliContext): Promise<ExitCode> {
  const { terminal } = context;
  let findings = await examine(options, context);
  if (!findings.ok && options.fix) {
    await obtainLibyara((line) => terminal.note(escapeText(line)), context.signal);
    findings = await examine(options, context);
  }
  const text = options.format === 'json' ? `${toJson(findings, 2)}\n` : findingsText(findings, terminal.out);
  await terminal.print(text);
  return findings.ok ? ExitCode.fine : ExitCode.engine;
}

async function examine(options: DoctorOptions, context: CliContext): Promise<Findings> {
  await using engine = context.openEngine({ workers: 1, libyara: options.libyara });
  try {
    return { ok: true, engine: await engine.describe(context.signal) };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'cancelled') throw error;
    return { ok: false, failure: error.toFailure() };
  }
}

function findingsText(findings: Findings, colors: Colors): string {
  const candidates = findings.ok ? findings.engine.candidates : (findings.failure.candidates ?? []);
  const lines = [
    'Looked for libyara, in this order:',
    ...candidates.map((candidate) => candidateText(candidate, colors)),
  ];
  if (findings.ok) {
    const { version, path, layout, modules } = findings.engine;
    lines.push('', `${colors.green('libyara')} ${version} (structures of ${layout}): ${escapeText(path)}`);
    lines.push(`modules: ${escapeText(modules.join(', '))}`);
  } else {
    lines.push('', `${colors.red('error')}: ${escapeLines(findings.failure.message)}`);
  }
  return `${lines.join('\n')}\n`;
}

function candidateText({ path, origin, outcome, detail }: EngineCandidate, colors: Colors): string {
  const mark = outcome === 'used' ? colors.green(outcome) : outcome === 'not reached' ? colors.dim(outcome) : outcome;
  return `  ${origin}: ${escapeText(path)}: ${mark}${detail === undefined ? '' : ` (${escapeText(detail)})`}`;
}

/** `cryptex gap`: how far a migration has come. */
import type { Command } from 'commander';
import type { CliContext } from '../../cliContext.ts';
import { registerAudit } from './audit.ts';
import { registerDecisions } from './decide.ts';
import { registerDiff } from './diff.ts';
import { registerHistory } from './history.ts';
import { registerRules } from './rules.ts';

const examples = `
Examples:
  cryptex gap audit                              what is ported of the code below the working directory
  cryptex gap audit -o gap.html -o gap.json      the same as a page, and for programs
  cryptex gap audit --baseline gap_report.json   fail where something got worse
  cryptex gap confirm src/scan.c#scan_file       the port that was found is the right one
  cryptex gap link src/scan.c#scan_file src/scan.rs#Scanner::scan
  cryptex gap rules rules                        which rules are ready for YARA-X`;

export function registerGap(program: Command, context: CliContext): void {
  const gap = program.command('gap').description('show what is left of a migration').addHelpText('after', examples);
  registerAudit(gap, context);
  registerDecisions(gap, context);
  registerHistory(gap, context);
  registerDiff(gap, context);
  registerRules(gap, context);
}

/** The command line: one line a command. */
import { Command } from 'commander';
import { registerCheck } from './commands/check.ts';
import { registerCompare } from './commands/compare.ts';
import { registerCompile } from './commands/compile.ts';
import { registerDict } from './commands/dict.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerGap } from './commands/gap/gap.ts';
import { registerHistory } from './commands/history.ts';
import { registerLsp } from './commands/lsp.ts';
import { registerRules } from './commands/rules.ts';
import { registerSafeIndex } from './commands/safeIndex.ts';
import { registerScan } from './commands/scan.ts';
import { registerStore } from './commands/store.ts';
import { registerYara } from './commands/yara.ts';
import type { CliContext } from './cliContext.ts';
import { productVersion } from '../common/version.ts';

const examples = `
Examples:
  cryptex check rules                      what is wrong in rule files
  cryptex scan rules.yar -r samples        scan a folder
  cryptex compile rules.yar -o rules.yarc  check rules and write them compiled
  cryptex safe-index index.yar -o safe.yar leave out what does not compile
  cryptex dict index                       make a dictionary of a code base
  cryptex doctor                           show which libyara is used

Environment:
  CRYPTEX_LIBYARA     the libyara to use
  CRYPTEX_STORE       the database that scans, the catalogue of rules and the dictionary are kept in
  CRYPTEX_CACHE       where compiled rules and obtained libraries are kept
  NO_COLOR, FORCE_COLOR`;

/** The program with all its commands. Errors in usage are thrown as commander's errors. */
export function createProgram(context: CliContext): Command {
  const program = new Command('cryptex')
    .description('Work with YARA rules through libyara.')
    .version(productVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .option('--libyara <file>', 'use this libyara, before CRYPTEX_LIBYARA')
    .addHelpText('after', examples)
    .showSuggestionAfterError()
    .showHelpAfterError('(--help tells more)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const register of [
    registerScan,
    registerCompile,
    registerCompare,
    registerCheck,
    registerRules,
    registerHistory,
    registerDict,
    registerStore,
    registerSafeIndex,
    registerGap,
    registerDoctor,
    registerLsp,
  ]) {
    register(program, context);
  }
  registerYara(program);
  return program;
}

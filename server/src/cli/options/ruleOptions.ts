/** The options of every command that compiles rules. */
import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import type { ExternalVariable } from '../../protocol/compileJob.ts';
import { ruleSources, type RuleFile } from '../../scan/ruleSources.ts';
import { addExternal } from './externalVariable.ts';

export interface RuleOptions {
  readonly define?: ExternalVariable[];
  readonly include?: string[];
}

/** Adds `-d` and `-I`. */
export function addRuleOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-d, --define <name=value>', 'define an external variable (may be repeated)').argParser(addExternal),
    )
    .addOption(
      new Option('-I, --include <folder>', 'look for included files there too (may be repeated)').argParser(
        (folder: string, previous: string[] | undefined) => [...(previous ?? []), resolve(folder)],
      ),
    );
}

/** The rule files that several `[NAMESPACE:]PATH` arguments mean, in order. @throws RulesError */
export async function allRuleSources(specifications: readonly string[]): Promise<RuleFile[]> {
  const files: RuleFile[] = [];
  for (const specification of specifications) files.push(...(await ruleSources(specification)));
  return files;
}

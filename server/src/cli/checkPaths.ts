/** The rule files that the arguments of `check` mean. */
import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { RulesError } from '../scan/rulesError.ts';
import { decodeRuleFile, diskFileSystem, looksLikeRules } from '../workspace/fileSystem.ts';

/** Absolute paths, each once; a folder stands for the rule files below it, sorted. @throws {RulesError} */
export async function checkPaths(paths: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) {
    const absolute = resolve(path);
    const stats = await stat(absolute).catch(() => {
      throw new RulesError('missing', absolute, `${path} does not exist, or may not be looked at`);
    });
    if (stats.isDirectory()) {
      const found = await ruleFilesBelow(absolute);
      if (found.length === 0) {
        throw new RulesError('none', absolute, `${path} has no rule files (.yar, .yara, .rule)`);
      }
      found.forEach((file) => files.add(file));
    } else if (stats.isFile()) {
      files.add(absolute);
    } else {
      throw new RulesError('unreadable', absolute, `${path} is neither a file nor a folder`);
    }
  }
  return [...files];
}

async function ruleFilesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of (await diskFileSystem.ruleFiles(folder)).sort()) {
    // Other programs have files of this ending, too.
    const bytes = extname(file).toLowerCase() === '.rule' ? await diskFileSystem.read(file) : undefined;
    if (bytes === undefined || looksLikeRules(decodeRuleFile(bytes))) {
      found.push(file);
    }
  }
  return found;
}

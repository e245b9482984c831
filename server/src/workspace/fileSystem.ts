/** The files that the language tooling reads; passed in, so that it can be tried without a disk. */
import { readFile } from 'node:fs/promises';
import { glob } from 'tinyglobby';

export interface FileSystem {
  /** @returns undefined where there is no readable file */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Absolute paths of the rule files below a folder. */
  ruleFiles(folder: string): Promise<string[]>;
}

export const diskFileSystem: FileSystem = {
  read: async (path) => {
    try {
      return await readFile(path);
    } catch {
      return undefined;
    }
  },
  ruleFiles: async (folder) =>
    await glob('**/*.{yar,yara,rule}', { cwd: folder, absolute: true, ignore: ['**/node_modules/**', '**/.git/**'] }),
};

/** Bytes of a rule file up to which a tree is made of it; libyara judges larger ones alone. */
export const largestParsed = 16 * 1024 * 1024;

/** Whether a file of the common ending `.rule` is one of YARA rules. */
export function looksLikeRules(text: string): boolean {
  return /^\s*(?:(?:private|global)\s+)*rule\s+\w+|^\s*(?:import|include)\s+"/m.test(text.slice(0, 100_000));
}

/** A rule file as it is on disk, as text: UTF-8 where it is that, and Latin-1, which any bytes are, where it is not. */
export function decodeRuleFile(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** The options for what `--format text` prints of matches, those of `yara`. */
import type { Command } from 'commander';
import type { TextDetails } from '../../scan/output/matchText.ts';

export interface TextDetailOptions {
  readonly printXorKey?: boolean;
  readonly count?: boolean;
  readonly printStrings?: boolean;
  readonly printStringLength?: boolean;
  readonly printNamespace?: boolean;
  readonly printTags?: boolean;
  readonly printMeta?: boolean;
}

export function addTextDetails(command: Command): Command {
  return command
    .option('-c, --count', 'text: print how many rules match a file, and no more')
    .option('-s, --print-strings', 'text: print where patterns match')
    .option('-L, --print-string-length', 'text: print the length of matches')
    .option('-X, --print-xor-key', 'text: print the key of matches of patterns with xor, and what it hides')
    .option('-e, --print-namespace', 'text: print the namespace of rules')
    .option('-g, --print-tags', 'text: print the tags of rules')
    .option('-m, --print-meta', 'text: print the metadata of rules');
}

export function textDetails(options: TextDetailOptions): TextDetails {
  return {
    strings: options.printStrings ?? false,
    lengths: options.printStringLength ?? false,
    namespace: options.printNamespace ?? false,
    tags: options.printTags ?? false,
    meta: options.printMeta ?? false,
    xorKeys: options.printXorKey ?? false,
    count: options.count ?? false,
  };
}

/** The options of `yara` and of `yarac`, of all versions from 4.2 to 4.5, and which libyara to use. */
import type { OptionSpec } from './argumentParser.ts';

const shared = {
  atomQualityTable: { kind: 'text', long: 'atom-quality-table', value: 'FILE', help: 'how good atoms are' },
  define: { kind: 'texts', short: 'd', long: 'define', value: 'VAR=VALUE', help: 'define an external variable' },
  failOnWarnings: { kind: 'flag', long: 'fail-on-warnings', help: 'end with 1 where there is a warning' },
  help: { kind: 'flag', short: 'h', long: 'help', help: 'print this help' },
  libyara: { kind: 'text', long: 'libyara', value: 'FILE', help: 'use this libyara, before CRYPTEX_LIBYARA' },
  maxStringsPerRule: {
    kind: 'number',
    long: 'max-strings-per-rule',
    value: 'NUMBER',
    help: 'patterns that a rule may have (10000)',
  },
  noWarnings: { kind: 'flag', short: 'w', long: 'no-warnings', help: 'print no warnings' },
  strictEscape: { kind: 'flag', short: 'E', long: 'strict-escape', help: 'warn of unknown escapes (from 4.5)' },
  version: { kind: 'flag', short: 'v', long: 'version', help: "print libyara's version" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const yaracOptions = shared;

export const yaraOptions = {
  ...shared,
  compiledRules: { kind: 'flag', short: 'C', long: 'compiled-rules', help: 'RULES is a compiled file; it is trusted' },
  count: { kind: 'flag', short: 'c', long: 'count', help: 'print how many rules match' },
  disableConsoleLogs: { kind: 'flag', short: 'q', long: 'disable-console-logs', help: 'print nothing of `console`' },
  fastScan: { kind: 'flag', short: 'f', long: 'fast-scan', help: 'find each pattern once, where that suffices' },
  identifier: { kind: 'texts', short: 'i', long: 'identifier', value: 'NAME', help: 'print rules of this name only' },
  maxProcessMemoryChunk: {
    kind: 'number',
    long: 'max-process-memory-chunk',
    value: 'NUMBER',
    help: 'bytes of a process to read at once (1073741824)',
  },
  maxRules: { kind: 'number', short: 'l', long: 'max-rules', value: 'NUMBER', help: 'stop after so many matches' },
  moduleData: { kind: 'texts', short: 'x', long: 'module-data', value: 'MODULE=FILE', help: 'give FILE to MODULE' },
  moduleNames: { kind: 'flag', short: 'M', long: 'module-names', help: "print the names of libyara's modules" },
  negate: { kind: 'flag', short: 'n', long: 'negate', help: 'print rules that do not match' },
  noFollowSymlinks: { kind: 'flag', short: 'N', long: 'no-follow-symlinks', help: 'leave out links in folders' },
  printMeta: { kind: 'flag', short: 'm', long: 'print-meta', help: 'print the metadata of rules' },
  printModuleData: { kind: 'flag', short: 'D', long: 'print-module-data', help: 'print what modules know' },
  printNamespace: { kind: 'flag', short: 'e', long: 'print-namespace', help: 'print the namespace of rules' },
  printStats: { kind: 'flag', short: 'S', long: 'print-stats', help: 'print figures about the rules' },
  printStrings: { kind: 'flag', short: 's', long: 'print-strings', help: 'print what patterns matched' },
  printStringLength: { kind: 'flag', short: 'L', long: 'print-string-length', help: 'print the length of matches' },
  printTags: { kind: 'flag', short: 'g', long: 'print-tags', help: 'print the tags of rules' },
  printXorKey: { kind: 'flag', short: 'X', long: 'print-xor-key', help: 'print xor keys and plain texts (from 4.3)' },
  recursive: { kind: 'flag', short: 'r', long: 'recursive', help: 'enter folders in the folder' },
  scanList: { kind: 'flag', long: 'scan-list', help: 'TARGET is a list of files and folders, one a line' },
  skipLarger: {
    kind: 'number',
    short: 'z',
    long: 'skip-larger',
    value: 'BYTES',
    help: 'leave out larger files in folders',
  },
  stackSize: { kind: 'number', short: 'k', long: 'stack-size', value: 'SLOTS', help: 'stack of conditions (16384)' },
  tag: { kind: 'texts', short: 't', long: 'tag', value: 'TAG', help: 'print rules with this tag only' },
  threads: { kind: 'number', short: 'p', long: 'threads', value: 'NUMBER', help: 'files to scan at once (32 at most)' },
  timeout: { kind: 'number', short: 'a', long: 'timeout', value: 'SECONDS', help: 'stop after this time (1000000)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

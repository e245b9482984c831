import koffi from 'koffi';
import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { EngineError, messageOf } from '../../server/src/common/errors.ts';
import type { ExternalVariable, RuleMatch, ScanJob, ScanNote, ScanResult } from '../../server/src/protocol/engine.ts';
import { scanMessage } from './bind/callbackTypes.ts';
import { describeError, errors } from './bind/errorNames.ts';
import type { LibyaraFunctions } from './bind/functions.ts';
import { context as contextAt, rules as rulesAt, string as stringAt, type Layout } from './bind/layouts.ts';
import type { Memory, Pointer } from './bind/memory.ts';
import { checkExternal, externalFailure } from './externals.ts';
import { MatchReader } from './matchReader.ts';
import { RuleReader } from './ruleReader.ts';
import { decodeText } from './text.ts';

const callbackMessages = { ruleMatching: 1, tooManyMatches: 6, consoleLog: 7, tooSlow: 8 } as const;
const scanFlags = { fast: 1, reportMatching: 8 } as const;
const configuration = { maxMatchData: 2 } as const;
const [goOn, abort] = [0, 1];

/** More of them than a person reads; a rule that logs for every byte must not fill the memory. */
const noteLimit = 1000;

type ScanOptions = Omit<ScanJob, 'kind' | 'rules'>;

/** What the callback of a running scan collects. */
interface CurrentScan {
  readonly matches: RuleMatch[];
  readonly notes: ScanNote[];
  readonly options: ScanOptions;
  failure?: { readonly error: unknown };
}

/** Scans with one set of loaded rules, and the scanner that it makes of them until {@link dispose}. */
export class Scanner {
  readonly #functions: LibyaraFunctions;
  readonly #memory: Memory;
  readonly #layout: Layout;
  readonly #rules: Pointer;
  readonly #owned: boolean;
  readonly #reader: RuleReader;
  readonly #matchReader: MatchReader;
  readonly #callback: Pointer;
  #scanner: Pointer | undefined;
  /** Names whose values in the scanner are no longer those that the rules were compiled with. */
  #overridden = new Set<string>();
  #matchLists: Pointer | undefined;
  #current: CurrentScan | undefined;

  /** With `owned` the rules are destroyed together with the scanner. */
  constructor(
    functions: LibyaraFunctions,
    memory: Memory,
    layout: Layout,
    rules: Pointer,
    { owned }: { readonly owned: boolean },
  ) {
    this.#owned = owned;
    this.#functions = functions;
    this.#memory = memory;
    this.#layout = layout;
    this.#rules = rules;
    this.#reader = new RuleReader(memory, layout);
    // 4.3 brought the key together with the table of modules.
    this.#matchReader = new MatchReader(memory, functions.yr_modules_get_table !== undefined);
    this.#callback = koffi.register(
      (context: Pointer, message: number, data: Pointer | null) => this.#onMessage(context, message, data),
      scanMessage,
    );
  }

  /** @throws {EngineError} `unreadable`, `timeout`, `invalid` for an external variable, `libyara`. */
  scan(options: ScanOptions): ScanResult {
    const { target } = options;
    const bytes = target.type === 'file' ? sizeOf(target.path) : target.bytes.byteLength;
    const scanner = this.#prepare(options);
    const current: CurrentScan = { matches: [], notes: [], options };
    this.#current = current;
    const began = performance.now();
    let code: number;
    try {
      code =
        target.type === 'file'
          ? this.#functions.yr_scanner_scan_file(scanner, target.path)
          : this.#functions.yr_scanner_scan_mem(
              scanner,
              Buffer.from(target.bytes.buffer, target.bytes.byteOffset, target.bytes.byteLength),
              bytes,
            );
    } finally {
      this.#current = undefined;
    }
    if (current.failure) throw current.failure.error;
    if (code !== 0) throw scanFailure(code, options);
    const { matches, notes } = current;
    return {
      kind: 'scan',
      matches,
      bytes,
      ...(notes.length > 0 ? { notes } : {}),
      milliseconds: performance.now() - began,
    };
  }

  dispose(): void {
    this.#dropScanner();
    if (this.#owned) this.#functions.yr_rules_destroy(this.#rules);
    koffi.unregister(this.#callback);
  }

  #prepare(options: ScanOptions): Pointer {
    const names = new Set(options.externals.map(({ name }) => name));
    if ([...this.#overridden].some((name) => !names.has(name))) this.#dropScanner();
    const scanner = (this.#scanner ??= this.#createScanner());
    for (const external of options.externals) {
      checkExternal(external);
      const code = this.#define(scanner, external);
      if (code !== 0) throw externalFailure(external, code);
      this.#overridden.add(external.name);
    }
    const value = Buffer.alloc(4);
    value.writeUInt32LE(Math.max(1, Math.min(options.maxMatchBytes, 0x7fffffff)));
    this.#functions.yr_set_configuration(configuration.maxMatchData, value);
    this.#functions.yr_scanner_set_flags(scanner, scanFlags.reportMatching | (options.fast ? scanFlags.fast : 0));
    this.#functions.yr_scanner_set_timeout(scanner, Math.min(options.timeoutSeconds, 0x7fffffff));
    return scanner;
  }

  #createScanner(): Pointer {
    const word = Buffer.alloc(8);
    const code = this.#functions.yr_scanner_create(this.#rules, word);
    if (code !== 0) throw new EngineError('libyara', `No scanner: ${describeError(code)}`);
    const scanner = word.readBigUInt64LE();
    this.#functions.yr_scanner_set_callback(scanner, this.#callback, null);
    return scanner;
  }

  #dropScanner(): void {
    if (this.#scanner !== undefined) this.#functions.yr_scanner_destroy(this.#scanner);
    this.#scanner = undefined;
    this.#matchLists = undefined;
    this.#overridden = new Set();
  }

  #define(scanner: Pointer, external: ExternalVariable): number {
    const { name } = external;
    switch (external.type) {
      case 'integer':
        return this.#functions.yr_scanner_define_integer_variable(scanner, name, external.value);
      case 'float':
        return this.#functions.yr_scanner_define_float_variable(scanner, name, external.value);
      case 'boolean':
        return this.#functions.yr_scanner_define_boolean_variable(scanner, name, external.value ? 1 : 0);
      case 'string':
        return this.#functions.yr_scanner_define_string_variable(scanner, name, external.value);
    }
  }

  /** Called by libyara, also for every imported module and at the end of a scan. Nothing may be thrown into C. */
  #onMessage(context: Pointer, message: number, data: Pointer | null): number {
    const current = this.#current;
    if (!current || data === null) return goOn;
    try {
      switch (message) {
        case callbackMessages.ruleMatching:
          current.matches.push(this.#matchReader.read(this.#reader.read(data), this.#lists(context), current.options));
          break;
        case callbackMessages.consoleLog:
          this.#note(current.notes, { kind: 'console', text: decodeText(this.#memory.readString(data)) });
          break;
        case callbackMessages.tooManyMatches:
        case callbackMessages.tooSlow: {
          const kind = message === callbackMessages.tooSlow ? 'slow-pattern' : 'too-many-matches';
          this.#note(current.notes, { kind, ...this.#pattern(data) });
          break;
        }
        default:
      }
      return goOn;
    } catch (error) {
      current.failure ??= { error };
      return abort;
    }
  }

  /** What a YR_STRING is called. */
  #pattern(pattern: Pointer): { text: string; rule: string } {
    const bytes = this.#memory.read(pattern, stringAt.size);
    const table = this.#memory.readPointer(this.#rules + BigInt(rulesAt.ruleTable));
    const rule = table + BigInt(bytes.readUInt32LE(stringAt.ruleIndex) * this.#layout.rule.size);
    const identifier = this.#memory.readString(bytes.readBigUInt64LE(stringAt.identifier));
    return { text: decodeText(identifier), rule: this.#reader.read(rule).identifier };
  }

  #note(notes: ScanNote[], note: ScanNote): void {
    if (notes.length < noteLimit) notes.push(note);
  }

  /** The context's array of match lists. @throws when the context isn't laid out as expected. */
  #lists(context: Pointer): Pointer {
    if (this.#matchLists !== undefined) return this.#matchLists;
    const bytes = this.#memory.read(context, contextAt.size);
    if (bytes.readBigUInt64LE(contextAt.rules) !== this.#rules)
      throw new EngineError('libyara', 'The scan context has an unknown layout.');
    return (this.#matchLists = bytes.readBigUInt64LE(contextAt.matches));
  }
}

/** libyara would wait for a writer of a named pipe, so only plain files reach it. */
function sizeOf(path: string): number {
  let stats;
  try {
    stats = statSync(path);
  } catch (error) {
    throw new EngineError('unreadable', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
  if (!stats.isFile()) throw new EngineError('unreadable', `${path} is not a file.`);
  return stats.size;
}

function scanFailure(code: number, { target, timeoutSeconds }: ScanOptions): EngineError {
  const name = target.type === 'file' ? target.path : target.name;
  switch (code) {
    case errors.scanTimeout:
      return new EngineError('timeout', `${name}: the scan took longer than ${timeoutSeconds} s.`);
    case errors.couldNotOpenFile:
    case errors.couldNotMapFile:
    case errors.couldNotReadFile:
      return new EngineError('unreadable', `${name}: ${describeError(code)}`);
    default:
      return new EngineError('libyara', `${name}: ${describeError(code)}`);
  }
}

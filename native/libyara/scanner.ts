import koffi from 'koffi';
import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { systemPath } from '../../server/src/common/bytePaths.ts';
import { EngineError, messageOf } from '../../server/src/common/errors.ts';
import type { ExternalVariable } from '../../server/src/protocol/compileJob.ts';
import type { RuleMatch, ScanJob, ScanNote, ScanResult } from '../../server/src/protocol/scanJob.ts';
import { scanMessage } from './bind/callbackTypes.ts';
import { describeError } from './bind/errorNames.ts';
import type { LibyaraFunctions } from './bind/functions.ts';
import { context as contextAt, ruleCost, rules as rulesAt, string as stringAt, type Layout } from './bind/layouts.ts';
import type { Memory, Pointer } from './bind/memory.ts';
import type { Configuration } from './configuration.ts';
import { checkExternal, externalFailure } from './externals.ts';
import { MatchReader } from './matchReader.ts';
import type { ModuleData } from './moduleData.ts';
import { ModulePrinter } from './modulePrinter.ts';
import { RuleReader } from './ruleReader.ts';
import { flagsOf, passes } from './ruleSelection.ts';
import { scanFailure } from './scanFailure.ts';
import { decodeText } from './text.ts';

const callbackMessages = {
  ruleMatching: 1,
  ruleNotMatching: 2,
  importModule: 4,
  moduleImported: 5,
  tooManyMatches: 6,
  consoleLog: 7,
  tooSlow: 8,
} as const;
const [goOn, abort, fail] = [0, 1, 2];

/** More of them than a person reads; a rule that logs for every byte must not fill the memory. */
const usualNoteLimit = 1000;

type ScanOptions = Omit<ScanJob, 'kind' | 'rules' | 'foreign'>;

/** What the callback of a running scan collects. */
interface CurrentScan {
  readonly matches: RuleMatch[];
  readonly notes: ScanNote[];
  readonly options: ScanOptions;
  readonly reader: RuleReader;
  matchingRules: number;
  failure?: { readonly error: unknown };
}

/** The library and what is known of it. */
interface Engine {
  readonly functions: LibyaraFunctions;
  readonly memory: Memory;
  readonly layout: Layout;
  readonly configuration: Configuration;
}

/** Scans with one set of loaded rules, and the scanner that it makes of them until {@link dispose}. */
export class Scanner {
  readonly #functions: LibyaraFunctions;
  readonly #memory: Memory;
  readonly #layout: Layout;
  readonly #configuration: Configuration;
  readonly rules: Pointer;
  readonly #owned: boolean;
  readonly #moduleData: ModuleData | undefined;
  readonly #reader: RuleReader;
  /** For scans that want the texts of rules byte by byte. */
  #bytewiseReader: RuleReader | undefined;
  readonly #matchReader: MatchReader;
  #modulePrinter: ModulePrinter | undefined;
  readonly #callback: Pointer;
  #scanner: Pointer | undefined;
  /** Names whose values in the scanner are no longer those that the rules were compiled with. */
  #overridden = new Set<string>();
  #matchLists: Pointer | undefined;
  #current: CurrentScan | undefined;

  /** With `owned` the rules are destroyed together with the scanner. */
  constructor(
    { functions, memory, layout, configuration }: Engine,
    rules: Pointer,
    { owned, moduleData }: { readonly owned: boolean; readonly moduleData?: ModuleData },
  ) {
    this.#owned = owned;
    this.#moduleData = moduleData;
    this.#functions = functions;
    this.#memory = memory;
    this.#layout = layout;
    this.#configuration = configuration;
    this.rules = rules;
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
    const bytes = sizeOf(options.target);
    const scanner = this.#prepare(options);
    const reader = options.bytewise === true ? this.#bytewise() : this.#reader;
    const current: CurrentScan = { matches: [], notes: [], options, reader, matchingRules: 0 };
    this.#current = current;
    const began = performance.now();
    let code: number;
    try {
      code = this.#run(scanner, options.target);
    } finally {
      this.#current = undefined;
    }
    if (current.failure) throw current.failure.error;
    if (code !== 0) throw scanFailure({ code, ...this.#culprit(scanner) }, options);
    const { matches, notes, matchingRules } = current;
    const counted = options.filter ?? options.countOnly ?? options.stopAfterRules;
    return {
      kind: 'scan',
      matches,
      ...(bytes === undefined ? {} : { bytes }),
      ...(counted === undefined ? {} : { matchingRules }),
      ...(notes.length > 0 ? { notes } : {}),
      ...(options.profile === true ? { costs: this.#costs(scanner) } : {}),
      milliseconds: performance.now() - began,
    };
  }

  dispose(): void {
    this.#dropScanner();
    if (this.#owned) this.#functions.yr_rules_destroy(this.rules);
    this.#modulePrinter?.dispose();
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
    this.#moduleData?.use(options.moduleData ?? []);
    if (options.printModuleData === true) this.#modulePrinter ??= new ModulePrinter(this.#functions);
    this.#configuration.set('maxMatchBytes', Math.max(1, Math.min(options.maxMatchBytes, 0x7fffffff)));
    this.#configuration.set('stackSize', options.stackSize);
    this.#configuration.set('maxProcessMemoryChunk', options.maxProcessMemoryChunk);
    this.#functions.yr_scanner_set_flags(scanner, flagsOf(options));
    this.#functions.yr_scanner_set_timeout(scanner, Math.min(options.timeoutSeconds, 0x7fffffff));
    if (options.profile === true) this.#functions.yr_scanner_reset_profiling_info(scanner);
    return scanner;
  }

  #run(scanner: Pointer, target: ScanOptions['target']): number {
    switch (target.type) {
      case 'file':
        return this.#functions.yr_scanner_scan_file(scanner, nativePath(target.path));
      case 'bytes': {
        const { buffer, byteOffset, byteLength } = target.bytes;
        return this.#functions.yr_scanner_scan_mem(scanner, Buffer.from(buffer, byteOffset, byteLength), byteLength);
      }
      case 'process':
        return this.#functions.yr_scanner_scan_proc(scanner, target.pid);
    }
  }

  #createScanner(): Pointer {
    const word = Buffer.alloc(8);
    const code = this.#functions.yr_scanner_create(this.rules, word);
    if (code !== 0) throw new EngineError('libyara', `No scanner: ${describeError(code)}`, { libyara: { code } });
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
          current.matchingRules += 1;
          return this.#onRule(current, context, data, true);
        case callbackMessages.ruleNotMatching:
          return this.#onRule(current, context, data, false);
        case callbackMessages.importModule:
          this.#moduleData?.answer(data);
          break;
        case callbackMessages.moduleImported: {
          if (current.options.printModuleData !== true || !this.#modulePrinter) break;
          note(current, 'module-data', this.#text(current, this.#modulePrinter.print(data)));
          break;
        }
        case callbackMessages.consoleLog:
          note(current, 'console', this.#text(current, this.#memory.readString(data)));
          break;
        case callbackMessages.tooManyMatches:
        case callbackMessages.tooSlow: {
          const kind = message === callbackMessages.tooSlow ? 'slow-pattern' : 'too-many-matches';
          const { rule, pattern } = this.#pattern(current.reader, data);
          note(current, kind, pattern, rule);
          if (current.options.failOnWarnings === true) return fail;
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

  #onRule(current: CurrentScan, context: Pointer, data: Pointer, matches: boolean): number {
    const { options, reader } = current;
    const { filter, countOnly, stopAfterRules } = options;
    if (countOnly !== true && matches !== (filter?.negate === true)) {
      const rule = reader.read(data);
      if (!filter || passes(rule, filter))
        current.matches.push(this.#matchReader.read(rule, this.#lists(context), options));
    }
    return stopAfterRules !== undefined && current.matchingRules >= stopAfterRules ? abort : goOn;
  }

  /** What a YR_STRING is called. */
  #pattern(reader: RuleReader, pattern: Pointer): { rule: string; pattern: string } {
    const bytes = this.#memory.read(pattern, stringAt.size);
    const table = this.#memory.readPointer(this.rules + BigInt(rulesAt.ruleTable));
    const rule = table + BigInt(bytes.readUInt32LE(stringAt.ruleIndex) * this.#layout.rule.size);
    const identifier = this.#memory.readString(bytes.readBigUInt64LE(stringAt.identifier));
    return { rule: reader.read(rule).identifier, pattern: decodeText(identifier) };
  }

  /** What libyara says that the last error happened over. */
  #culprit(scanner: Pointer): { rule?: string; pattern?: string } {
    const pattern = this.#functions.yr_scanner_last_error_string(scanner);
    if (pattern !== null) return this.#pattern(this.#reader, pattern);
    const rule = this.#functions.yr_scanner_last_error_rule(scanner);
    return rule === null ? {} : { rule: this.#reader.read(rule).identifier };
  }

  #costs(scanner: Pointer): NonNullable<ScanResult['costs']> {
    const list = this.#functions.yr_scanner_get_profiling_info(scanner);
    const costs: NonNullable<ScanResult['costs']> = [];
    if (list === null) return costs;
    for (let at = list; ; at += BigInt(ruleCost.size)) {
      const bytes = this.#memory.read(at, ruleCost.size);
      const [rule, cost] = [bytes.readBigUInt64LE(ruleCost.rule), Number(bytes.readBigUInt64LE(ruleCost.cost))];
      if (rule === 0n || cost === 0) break;
      const { identifier, namespace } = this.#reader.read(rule);
      costs.push({ rule: identifier, namespace, cost });
    }
    this.#functions.yr_free(list);
    return costs;
  }

  #bytewise(): RuleReader {
    return (this.#bytewiseReader ??= new RuleReader(this.#memory, this.#layout, (bytes) => bytes.toString('latin1')));
  }

  #text({ options }: CurrentScan, bytes: Buffer): string {
    return options.bytewise === true ? bytes.toString('latin1') : decodeText(bytes);
  }

  /** The context's array of match lists. @throws when the context isn't laid out as expected. */
  #lists(context: Pointer): Pointer {
    if (this.#matchLists !== undefined) return this.#matchLists;
    const bytes = this.#memory.read(context, contextAt.size);
    if (bytes.readBigUInt64LE(contextAt.rules) !== this.rules)
      throw new EngineError('libyara', 'The scan context has an unknown layout.');
    return (this.#matchLists = bytes.readBigUInt64LE(contextAt.matches));
  }
}

function note({ notes, options }: CurrentScan, kind: ScanNote['kind'], text: string, rule?: string): void {
  if (notes.length >= (options.maxNotes ?? usualNoteLimit)) return;
  notes.push({ kind, text, ...(rule === undefined ? {} : { rule }) });
}

/** As C takes it; a name that is not UTF-8 goes as its bytes. */
function nativePath(path: string): string | Buffer {
  const system = systemPath(path);
  return typeof system === 'string' ? system : Buffer.concat([system, Buffer.of(0)]);
}

/** libyara would wait for a writer of a named pipe, so only plain files reach it. */
function sizeOf(target: ScanOptions['target']): number | undefined {
  if (target.type === 'process') return undefined;
  if (target.type === 'bytes') return target.bytes.byteLength;
  const { path } = target;
  let stats;
  try {
    stats = statSync(systemPath(path));
  } catch (error) {
    throw new EngineError('unreadable', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
  if (!stats.isFile()) throw new EngineError('unreadable', `${path} is not a file.`);
  return stats.size;
}

/** `cryptex yara`: `yara` over this program's engine. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { EngineError } from '../../common/errors.ts';
import type { ScanJob, ScanResult } from '../../protocol/scanJob.ts';
import type { EngineSession } from '../../scan/scanEngine.ts';
import type { CliContext } from '../cliContext.ts';
import { ExitCode } from '../exitCode.ts';
import { optionsHelp, type Options } from './argumentParser.ts';
import { definitions } from './externals.ts';
import { errorText } from './errorText.ts';
import { yaraOptions } from './options.ts';
import { canOpen, ruleArguments } from './ruleArguments.ts';
import { scanTargets } from './scanTargets.ts';
import { statsText } from './statsText.ts';
import { folderTargets, isFolder, listTargets } from './targets.ts';
import { YaraOutput } from './yaraOutput.ts';

type YaraOptions = Options<typeof yaraOptions>;
type Settings = Omit<ScanJob, 'kind' | 'target' | 'timeoutSeconds' | 'stopAfterRules'>;

const usage = 'Usage: cryptex yara [OPTION]... [NAMESPACE:]RULES_FILE... FILE | DIR | PID';
const maxThreads = 32;
/** libyara keeps no more matches of a pattern, and no more bytes of one. */
const libyaraMatches = 1_000_000;
const libyaraMatchBytes = 512;

/** @throws {EngineError} when there is no engine, and when the scan is cancelled. */
export async function yara(options: YaraOptions, operands: string[], context: CliContext): Promise<ExitCode> {
  const { terminal } = context;
  if (options.help) {
    await terminal.print(`${usage}\n\n${optionsHelp(yaraOptions)}`);
    return ExitCode.fine;
  }
  const { threads = maxThreads } = options;
  if (!options.version && threads > maxThreads) {
    terminal.note(`maximum number of threads is ${maxThreads}`);
    return ExitCode.notFine;
  }
  if (!options.version && !options.moduleNames && operands.length < 2) {
    terminal.note(`yara: wrong number of arguments\n${usage}\n\nTry \`--help\` for more options`);
    return ExitCode.notFine;
  }
  const workers = Math.max(1, Math.min(threads, availableParallelism()));
  const target = operands.at(-1) ?? '';
  const many = options.scanList || isFolder(target);
  await using engine = context.openEngine({ workers: many ? workers : 1, libyara: options.libyara });
  if (options.version || options.moduleNames) {
    const { version, modules } = await engine.describe(context.signal);
    await terminal.print(options.version ? `${version}\n` : modules.map((name) => `${name}\n`).join(''));
    return ExitCode.fine;
  }
  return await new YaraRun(options, context, engine, workers).run(operands.slice(0, -1), target);
}

class YaraRun {
  readonly #options: YaraOptions;
  readonly #context: CliContext;
  readonly #engine: EngineSession;
  readonly #workers: number;
  readonly #output: YaraOutput;

  constructor(options: YaraOptions, context: CliContext, engine: EngineSession, workers: number) {
    this.#options = options;
    this.#context = context;
    this.#engine = engine;
    this.#workers = workers;
    this.#output = new YaraOutput(context.terminal, {
      warnings: !options.noWarnings,
      consoleLogs: !options.disableConsoleLogs,
      details: {
        namespace: options.printNamespace,
        tags: options.printTags,
        meta: options.printMeta,
        strings: options.printStrings,
        lengths: options.printStringLength,
        xorKeys: options.printXorKey,
      },
    });
  }

  async run(rules: readonly string[], target: string): Promise<ExitCode> {
    const { signal } = this.#context;
    if (this.#options.printXorKey && (await this.#engine.describe(signal)).version.startsWith('4.2')) {
      return this.#fail('error: libyara 4.2 does not tell xor keys; 4.3 and later do');
    }
    const moduleData = this.#moduleData();
    if (!moduleData) return ExitCode.notFine;
    const loaded = this.#options.compiledRules ? await this.#load(rules) : await this.#compile(rules);
    if (!loaded) return ExitCode.notFine;
    const settings = { ...loaded, ...this.#settings(), moduleData };
    if (this.#options.scanList && isFolder(target)) return this.#fail('error: cannot use a directory as scan list.');
    if (this.#options.scanList || isFolder(target)) return this.#scanMany(target, settings);
    return this.#scanOne(target, settings);
  }

  #fail(line: string): ExitCode {
    this.#output.error(line);
    return ExitCode.notFine;
  }

  /** `-x MODULE=FILE`; `undefined` when stderr has been told what is wrong. */
  #moduleData(): NonNullable<ScanJob['moduleData']> | undefined {
    const data: NonNullable<ScanJob['moduleData']> = [];
    for (const text of this.#options.moduleData) {
      const equals = text.indexOf('=');
      const path = text.slice(equals + 1);
      if (equals < 0) this.#output.error('error: wrong syntax for `-x` option.');
      else if (!canOpen(path)) this.#output.error(`error: could not open file "${path}".`);
      else {
        data.push({ module: text.slice(0, equals), path: resolve(path) });
        continue;
      }
      return undefined;
    }
    return data;
  }

  /** `-C`: the person says that this compiled file is to be loaded, whoever made it. */
  async #load(operands: readonly string[]): Promise<Pick<Settings, 'rules' | 'foreign' | 'externals'> | undefined> {
    const [rules = '', ...others] = operands;
    if (others.length > 0) {
      this.#fail("error: can't accept multiple rules files if one of them is in compiled form.");
      return undefined;
    }
    const loaded = { rules: resolve(rules), foreign: true } as const;
    if (!(await this.#stats(loaded))) return undefined;
    return { ...loaded, externals: this.#externals() };
  }

  async #compile(operands: readonly string[]): Promise<Pick<Settings, 'rules' | 'externals'> | undefined> {
    const { maxStringsPerRule, strictEscape, atomQualityTable } = this.#options;
    const { sources, unopened } = await ruleArguments(operands);
    const rules = { sources, externals: this.#externals(), includeDirectories: [], strictEscape };
    const table = atomQualityTable === undefined ? {} : { atomQualityTable: resolve(atomQualityTable) };
    const strings = maxStringsPerRule === undefined ? {} : { maxStringsPerRule: Math.max(0, maxStringsPerRule) };
    let prepared;
    try {
      prepared = await this.#engine.prepare({ ...rules, ...table, ...strings }, this.#context.signal);
    } catch (error) {
      if (!(error instanceof EngineError) || !error.libyara) throw error;
      const loading = table.atomQualityTable !== undefined && error.message.includes('atom quality table');
      this.#output.error(`${loading ? 'error loading atom quality table: ' : ''}${errorText(error)}`);
      return undefined;
    }
    const messages = prepared.type === 'rejected' ? prepared.messages : prepared.result.messages;
    for (const message of messages) this.#output.message(message, 'yara');
    if (prepared.type === 'rejected') return undefined;
    if (unopened !== undefined) {
      this.#output.error(`error: could not open file: ${unopened}`);
      return undefined;
    }
    const { failOnWarnings, noWarnings, printStats } = this.#options;
    if (failOnWarnings && !noWarnings && messages.length > 0) return undefined;
    if (printStats && !(await this.#stats({ rules: prepared.file }))) return undefined;
    return { rules: prepared.file, externals: [] };
  }

  #externals(): ScanJob['externals'] {
    const { externals, complaint } = definitions(this.#options.define);
    if (complaint !== undefined) this.#output.error(complaint);
    return externals;
  }

  /** Loads the rules, and prints figures about them where asked. */
  async #stats(rules: Pick<ScanJob, 'rules' | 'foreign'>): Promise<boolean> {
    try {
      const { stats } = await this.#engine.run({ kind: 'stats', ...rules }, this.#context.signal);
      if (this.#options.printStats) await this.#context.terminal.print(statsText(stats));
      return true;
    } catch (error) {
      if (!(error instanceof EngineError) || !['invalid', 'unreadable'].includes(error.code)) throw error;
      this.#output.error(errorText(error));
      return false;
    }
  }

  #settings(): Omit<Settings, 'rules' | 'externals'> {
    const { tag, identifier, negate, count, stackSize, maxProcessMemoryChunk } = this.#options;
    const shown = this.#options.printStrings || this.#options.printStringLength || this.#options.printXorKey;
    // Where there are names, `yara` does not look at tags.
    const names = identifier.length > 0 ? { identifiers: [...identifier] } : { tags: [...tag] };
    const filtered = negate || identifier.length > 0 || tag.length > 0;
    return {
      fast: this.#options.fastScan,
      maxMatchesPerPattern: shown ? libyaraMatches : 0,
      maxMatchBytes: libyaraMatchBytes,
      bytewise: true,
      maxNotes: Number.MAX_SAFE_INTEGER,
      printModuleData: this.#options.printModuleData,
      failOnWarnings: this.#options.failOnWarnings && !this.#options.noWarnings,
      ...(stackSize === undefined ? {} : { stackSize: Math.max(0, stackSize) }),
      ...(maxProcessMemoryChunk === undefined ? {} : { maxProcessMemoryChunk: Math.max(0, maxProcessMemoryChunk) }),
      ...(count ? { countOnly: true } : {}),
      ...(filtered ? { filter: { ...(names.tags?.length === 0 ? {} : names), negate } } : {}),
    };
  }

  async #scanOne(path: string, settings: Settings): Promise<ExitCode> {
    const { maxRules = 0, count } = this.#options;
    const limit = maxRules === 0 ? {} : { stopAfterRules: Math.max(0, maxRules) };
    const job = { ...settings, ...limit, kind: 'scan', timeoutSeconds: this.#timeout() } as const;
    const scan = async (target: ScanJob['target']) => this.#engine.run({ ...job, target }, this.#context.signal);
    let result: ScanResult;
    try {
      try {
        result = await scan({ type: 'file', path });
      } catch (error) {
        const unopened = error instanceof EngineError && error.code === 'unreadable';
        // Files come first: one may be called like the number of a process.
        if (!unopened || !/^[0-9]*[1-9][0-9]*$/.test(path)) throw error;
        result = await scan({ type: 'process', pid: Number(path) });
      }
    } catch (error) {
      if (!(error instanceof EngineError) || ['engine-missing', 'cancelled'].includes(error.code)) throw error;
      if (error.code === 'invalid') this.#output.error(errorText(error));
      else this.#output.failure(path, error);
      return ExitCode.notFine;
    }
    await this.#output.result(path, result);
    if (count) await this.#output.line(String(result.matchingRules ?? 0));
    return ExitCode.fine;
  }

  async #scanMany(target: string, settings: Settings): Promise<ExitCode> {
    const { recursive, noFollowSymlinks, skipLarger = 0, scanList, count, maxRules = 0 } = this.#options;
    const { version } = await this.#engine.describe(this.#context.signal);
    const folders = {
      recursive,
      followLinks: !noFollowSymlinks,
      skipParentLinks: version.startsWith('4.5'),
      skipLarger,
      onSkipped: (path: string, bytes: number) =>
        this.#output.error(`skipping ${path} (${bytes} bytes) because it's larger than ${skipLarger} bytes.`),
    };
    if (scanList && !canOpen(target)) return this.#fail(`error: could not open file "${target}".`);
    const counted = async (path: string, { matchingRules = 0 }: Pick<ScanResult, 'matchingRules'>) => {
      if (count) await this.#output.line(`${path}: ${matchingRules}`);
    };
    await scanTargets(scanList ? listTargets(target, folders) : folderTargets(target, folders), settings, {
      engine: this.#engine,
      signal: this.#context.signal,
      workers: this.#workers,
      deadline: Date.now() + this.#timeout() * 1000,
      maxRules: maxRules === 0 ? undefined : maxRules,
      onResult: async (path, result) => {
        await this.#output.result(path, result);
        await counted(path, result);
      },
      onFailure: async (path, error) => {
        await counted(path, {});
        this.#output.failure(path, error);
      },
    });
    return ExitCode.fine;
  }

  #timeout(): number {
    return Math.max(0, this.#options.timeout ?? 1_000_000);
  }
}

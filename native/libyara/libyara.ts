import { statSync } from 'node:fs';
import { EngineError, messageOf } from '../../server/src/common/errors.ts';
import type { CompileJob, CompileResult } from '../../server/src/protocol/compileJob.ts';
import type { EngineInfo } from '../../server/src/protocol/engineInfo.ts';
import type { ScanJob, ScanResult, StatsJob, StatsResult } from '../../server/src/protocol/scanJob.ts';
import { describeError } from './bind/errorNames.ts';
import type { LibyaraFunctions } from './bind/functions.ts';
import type { Memory, Pointer } from './bind/memory.ts';
import { ModuleData } from './moduleData.ts';
import { modulesOf } from './modules.ts';
import { readStats } from './rulesStats.ts';
import { Scanner } from './scanner.ts';
import type { Proof } from './selfTest.ts';

/** A loaded and proven libyara. All calls block; one process does one thing at a time. */
export class Libyara {
  readonly info: Omit<EngineInfo, 'candidates'>;
  readonly #functions: LibyaraFunctions;
  readonly #memory: Memory;
  readonly #proof: Proof;
  readonly #moduleData: ModuleData;
  #loaded: { readonly key: string; readonly scanner: Scanner } | undefined;

  constructor(
    functions: LibyaraFunctions,
    memory: Memory,
    proof: Proof,
    identity: Pick<EngineInfo, 'path' | 'origin' | 'version'>,
  ) {
    this.#functions = functions;
    this.#memory = memory;
    this.#proof = proof;
    this.#moduleData = new ModuleData(memory);
    const modules = modulesOf(functions, memory, proof.compiler);
    this.info = { ...identity, layout: proof.layout.name, modules };
  }

  /** Rules that were saved stay loaded: the next job is likely to scan with them. @throws {EngineError} */
  compile(job: CompileJob): CompileResult {
    let saved: Pointer | undefined;
    const result = this.#proof.compiler.compile(job, (rules) => (saved = rules));
    if (saved !== undefined && job.output !== undefined) this.#keep(saved, keyOf(job.output));
    return result;
  }

  /** Keeps the compiled rules until a job names other ones, or the file has changed. @throws {EngineError} */
  scan(job: ScanJob): ScanResult {
    return this.#scannerFor(job.rules).scan(job);
  }

  /** @throws {EngineError} */
  stats({ rules }: StatsJob): StatsResult {
    return { kind: 'stats', stats: readStats(this.#functions, this.#scannerFor(rules).rules) };
  }

  #scannerFor(path: string): Scanner {
    const key = keyOf(path);
    if (this.#loaded?.key === key) return this.#loaded.scanner;
    this.#loaded?.scanner.dispose();
    this.#loaded = undefined;
    const word = Buffer.alloc(8);
    const code = this.#functions.yr_rules_load(path, word);
    if (code !== 0)
      throw new EngineError('invalid', `The compiled rules ${path} can't be loaded: ${describeError(code)}`, {
        libyara: { code },
      });
    return this.#keep(word.readBigUInt64LE(), key);
  }

  #keep(rules: Pointer, key: string): Scanner {
    this.#loaded?.scanner.dispose();
    const { layout, configuration } = this.#proof;
    const engine = { functions: this.#functions, memory: this.#memory, layout, configuration };
    const scanner = new Scanner(engine, rules, { owned: true, moduleData: this.#moduleData });
    this.#loaded = { key, scanner };
    return scanner;
  }
}

/** Tells one file of compiled rules from another, and from what it was before. */
function keyOf(path: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return JSON.stringify([path, ino, size, mtimeMs]);
  } catch (error) {
    throw new EngineError('unreadable', `The compiled rules ${path} can't be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Compiled rules in the cache: rules are compiled once and used again while nothing that went into them has changed.
 *
 * Only files that this program wrote and whose hash it recorded are used, since loading a crafted one can run code.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { EngineError } from '../common/errors.ts';
import { BoundedFolder } from '../common/boundedFolder.ts';
import { sha256OfFile } from '../common/hashFile.ts';
import { cacheFolder } from '../common/paths.ts';
import { CompileResult, type CompileJob } from '../protocol/compileJob.ts';
import { type EngineInfo } from '../protocol/engineInfo.ts';
import { hashOf, hashSource, includesUnchanged, type HashedSource } from './sourceHashes.ts';
import type { RunOptions } from './task.ts';
import type { WorkerPool } from './workerPool.ts';

/** What decides the outcome of compiling. Namespaces and order are part of the sources. */
export type RuleSet = Pick<
  CompileJob,
  'sources' | 'externals' | 'includeDirectories' | 'maxStringsPerRule' | 'strictEscape' | 'atomQualityTable'
>;

/** A file of compiled rules that scans can load, or what libyara has against the rules. */
export type PreparedRules =
  | { readonly type: 'compiled'; readonly file: string; readonly result: CompileResult; readonly reused: boolean }
  | { readonly type: 'rejected'; readonly messages: CompileResult['messages'] };

const Entry = v.object({ compiled: v.string(), sha256: v.string(), result: CompileResult });
type Entry = v.InferOutput<typeof Entry>;

export interface CompiledRulesOptions {
  readonly pool: Pick<WorkerPool, 'run' | 'ready'>;
  /** The program's cache folder. */
  readonly cache?: string | undefined;
  /** Bytes that compiled rules may take before the least recently used go. */
  readonly limit?: number | undefined;
}

export class CompiledRules {
  readonly #pool: CompiledRulesOptions['pool'];
  readonly #folder: BoundedFolder;
  #recording: Promise<void> = Promise.resolve();

  constructor({ pool, cache = cacheFolder(), limit = 512 * 1024 * 1024 }: CompiledRulesOptions) {
    this.#pool = pool;
    this.#folder = new BoundedFolder(join(cache, 'rules'), limit);
  }

  /** Compiles, or finds what was compiled from the same before. @throws {EngineError} */
  async prepare(rules: RuleSet, options: RunOptions = {}): Promise<PreparedRules> {
    try {
      return await this.#prepare(rules, options);
    } catch (error) {
      // Saved just now: what it holds by now is as good.
      if (!(error instanceof EngineError) || error.code !== 'changed') throw error;
      // Also where the caller's hashes are older than the files.
      const sources = rules.sources.map((source) => ({ ...source, sha256: undefined }));
      return await this.#prepare({ ...rules, sources }, options);
    }
  }

  /** Resolves when what was compiled has been recorded, for the next time. */
  async settled(): Promise<void> {
    await this.#recording;
  }

  async #prepare(rules: RuleSet, options: RunOptions): Promise<PreparedRules> {
    const [engine, sources] = await Promise.all([this.#pool.ready(), Promise.all(rules.sources.map(hashSource))]);
    const given = { ...rules, sources };
    const key = await keyOf(engine, given);
    await this.#recording;
    const known = await this.#reuse(key);
    if (known) return { type: 'compiled', ...known, reused: true };

    await this.#folder.create();
    // Two processes that compile the same write the same, so the last one may win.
    const file = this.#folder.path(`${key}.yarc`);
    const job: CompileJob = { kind: 'compile', ...given, overlay: [], want: 'save', output: file };
    const result = await this.#pool.run(job, options);
    if (result.messages.some(({ level }) => level === 'error')) return { type: 'rejected', messages: result.messages };
    // Whoever scans with them need not wait for that. What can't be recorded is compiled again the next time.
    this.#recording = this.#record(key, result).catch(() => undefined);
    return { type: 'compiled', file, result, reused: false };
  }

  async #record(key: string, result: CompileResult): Promise<void> {
    const compiled = `${key}.yarc`;
    const entry: Entry = { compiled, sha256: await sha256OfFile(this.#folder.path(compiled)), result };
    await this.#folder.write(`${key}.json`, JSON.stringify(entry));
    await this.#folder.prune();
  }

  async #reuse(key: string): Promise<{ file: string; result: CompileResult } | undefined> {
    const text = await readFile(this.#folder.path(`${key}.json`), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const entry = v.safeParse(v.pipe(v.string(), v.parseJson(), Entry), text);
    if (!entry.success || entry.output.compiled !== `${key}.yarc`) return undefined;
    const { sha256, result } = entry.output;
    const file = this.#folder.path(`${key}.yarc`);
    const intact = (await sha256OfFile(file).catch(() => undefined)) === sha256;
    if (!intact || !(await includesUnchanged(result.includes))) return undefined;
    await this.#folder.touch(`${key}.json`, `${key}.yarc`);
    return { file, result };
  }
}

/** Of all that is known before compiling; what is included is checked by {@link includesUnchanged}. */
async function keyOf(
  engine: EngineInfo,
  rules: RuleSet & { readonly sources: readonly HashedSource[] },
): Promise<string> {
  const library = await stat(engine.path);
  const hash = createHash('sha256');
  hash.update(JSON.stringify(['3', engine.path, engine.version, library.size, library.mtimeMs]));
  hash.update(JSON.stringify([rules.externals, rules.includeDirectories]));
  const { maxStringsPerRule = null, strictEscape = false, atomQualityTable } = rules;
  const table = atomQualityTable === undefined ? null : await hashOf(atomQualityTable).catch(() => null);
  hash.update(JSON.stringify([maxStringsPerRule, strictEscape, table]));
  for (const { path, namespace, sha256, name } of rules.sources)
    hash.update(JSON.stringify([path, namespace ?? null, sha256, name ?? null]));
  return hash.digest('hex');
}

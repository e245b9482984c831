/** One scan's use of the results of earlier ones. */
import { stat as statFile } from 'node:fs';
import { stat } from 'node:fs/promises';
import { systemPath } from '../common/bytePaths.ts';
import { hashOf } from '../engine/sourceHashes.ts';
import type { CompileResult } from '../protocol/compileJob.ts';
import type { EngineInfo } from '../protocol/engineInfo.ts';
import type { ScanResult } from '../protocol/scanJob.ts';
import type { ScanRequest } from '../protocol/scan.ts';
import {
  merged,
  type EarlierResults,
  type KnownText,
  type ResultCache,
  type RulesRecord,
  type StampedResult,
} from './resultCache.ts';
import type { RuleTexts } from './ruleTexts.ts';
import type { FoundFile } from './walk.ts';

/** Results of more places than this are found again faster than they are kept. */
const placeLimit = 10_000;
/** Places of the results that one scan holds until its end. */
const heldPlaces = 1_000_000;
/** A file changed so shortly before the scan may change again without another time stamp. */
const restlessMilliseconds = 100;

interface CompiledFor {
  readonly known: KnownRules;
  readonly texts: RuleTexts;
  readonly includes: CompileResult['includes'];
}

/** What `started` tells of the rules. */
export type KnownRules = RulesRecord['known'];

export class CachedResults {
  readonly #cache: ResultCache;
  readonly #request: ScanRequest;
  readonly #began: number;
  readonly #fresh = new Map<string, StampedResult>();
  #earlier: EarlierResults | undefined;
  #rules: RulesRecord | undefined;
  #compiled: CompiledFor | undefined;
  #held = 0;

  /** `began` is when the scan did, in milliseconds since 1970. */
  constructor(cache: ResultCache, request: ScanRequest, began: number) {
    this.#cache = cache;
    this.#request = request;
    this.#began = began;
  }

  /** What is known without an engine; `undefined` when rules, includes or library are not as they were. */
  async open(): Promise<RulesRecord | undefined> {
    const earlier = await this.#cache.load(this.#request);
    if (!earlier || !(await this.#stillTrue(earlier.rules))) return undefined;
    this.#earlier = earlier;
    this.#rules = earlier.rules;
    return earlier.rules;
  }

  /** Rules that were compiled for this scan. */
  begin(known: KnownRules, texts: RuleTexts, includes: CompileResult['includes']): void {
    this.#compiled = { known, texts, includes };
  }

  /** The result of a file that is as it was. */
  find({ path, ...file }: FoundFile): ScanResult | undefined {
    const known = this.#earlier?.files.get(path);
    if (known?.identity !== file.identity || known === undefined) return undefined;
    if (known.bytes !== file.bytes || known.modified !== file.modified || known.changed !== file.changed) {
      return undefined;
    }
    return known.result ?? { kind: 'scan', matches: [], bytes: file.bytes, milliseconds: 0 };
  }

  /** Keeps a result for the next scan. */
  keep({ path, bytes, identity, modified, changed }: FoundFile, result: ScanResult): void {
    if (identity === undefined || this.#began - changed < restlessMilliseconds) return;
    // It grew or shrank meanwhile.
    if (result.bytes !== undefined && result.bytes !== bytes) return;
    const places = placesOf(result);
    if (places > placeLimit || this.#held + places > heldPlaces) return;
    this.#held += places;
    const isEmpty = result.matches.length === 0 && !result.notes;
    this.#fresh.set(path, { bytes, identity, modified, changed, result: isEmpty ? undefined : result });
  }

  /** Writes what is new. That nothing can be written there is no reason for a scan to fail. */
  async save(): Promise<void> {
    if (this.#fresh.size === 0) return;
    const rules = this.#rules ?? (this.#compiled && (await this.#record(this.#compiled)));
    if (!rules) return;
    const files = merged(this.#earlier?.files ?? new Map(), this.#fresh);
    await this.#cache.save(this.#request, { rules, files }).catch(() => undefined);
  }

  /** Nothing is kept of rules that say another thing each time. */
  async #record({ known, texts, includes }: CompiledFor): Promise<RulesRecord | undefined> {
    const library = await this.#stampOf(known.engine.path);
    if (library === undefined || texts.timeDependent) return undefined;
    const sources = await Promise.all(
      texts.sources.map((sha256, index) => this.#knownText(this.#request.rules[index]?.path, sha256)),
    );
    const included = await Promise.all(
      includes.map(async (include) => ({ ...include, ...(await this.#knownText(include.resolved, include.sha256)) })),
    );
    const { hash: rulesHash, variables } = texts;
    return { known, rulesHash, variables: [...variables], sources, includes: included, library };
  }

  /** Its stamp is that of the text that was read for this scan, since it is older than the scan. */
  async #knownText(path = '', sha256 = ''): Promise<KnownText> {
    const stamp = await this.#stampOf(path);
    return stamp === undefined ? { sha256 } : { sha256, stamp };
  }

  /** Of a file that has been as it is since before this scan. */
  async #stampOf(path: string): Promise<string | undefined> {
    const now = await stampNow(path);
    return now && this.#began - now.changed >= restlessMilliseconds ? now.stamp : undefined;
  }

  async #stillTrue({ sources, includes, library, known: { engine } }: RulesRecord): Promise<boolean> {
    if ((await stampNow(engine.path))?.stamp !== library) return false;
    const { rules } = this.#request;
    if (sources.length !== rules.length || !(await stillFirst(engine))) return false;
    const checks = [
      ...sources.map((text, index) => isUnchanged(rules[index]?.path, text)),
      ...includes.map(async ({ resolved, sought = [], ...text }) => {
        const appeared = await Promise.all(sought.map(exists));
        return !appeared.includes(true) && (await isUnchanged(resolved, text));
      }),
    ];
    return !(await Promise.all(checks)).includes(false);
  }
}

async function isUnchanged(path: string | undefined, { sha256, stamp }: KnownText): Promise<boolean> {
  if (path === undefined) return false;
  if (stamp !== undefined && (await stampNow(path))?.stamp === stamp) return true;
  return (await hashOf(path).catch(() => undefined)) === sha256;
}

/** With a callback: a folder of rules has a thousand files, and each promise of `fs/promises` costs as much as the call. */
async function stampNow(path: string): Promise<{ stamp: string; changed: number } | undefined> {
  return new Promise((resolve) => {
    statFile(systemPath(path), (error, stats) => {
      if (error) resolve(undefined);
      else {
        const { dev, ino, size, mtimeMs, ctimeMs } = stats;
        resolve({ stamp: [dev, ino, size, mtimeMs, ctimeMs].join(':'), changed: ctimeMs });
      }
    });
  });
}

function placesOf({ matches }: ScanResult): number {
  const patterns = matches.flatMap((match) => match.patterns);
  return patterns.reduce((sum, pattern) => sum + pattern.matches.length, 0);
}

/** Whether nothing has appeared where the library was looked for before it was found. */
async function stillFirst({ path, candidates }: EngineInfo): Promise<boolean> {
  for (const candidate of candidates) {
    if (candidate.path === path) return true;
    const appeared = candidate.outcome === 'missing' && (await exists(candidate.path));
    if (appeared) return false;
  }
  return true;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

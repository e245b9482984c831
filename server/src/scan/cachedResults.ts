/** One scan's use of the result cache. */
import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { EngineInfo, EngineMessage, type ScanResult } from '../protocol/engine.ts';
import {
  cacheKey,
  decode,
  decodeResult,
  encodeRecord,
  encodeResult,
  sameStamp,
  type CachedFile,
  type FileStamp,
  type ResultCache,
} from './resultCache.ts';
import { stampOf } from './walk.ts';

/** What `started` tells, and so what has to be known to answer without an engine. */
export const KnownRules = v.object({
  engine: EngineInfo,
  rules: v.number(),
  patterns: v.number(),
  warnings: v.array(EngineMessage),
});
export type KnownRules = v.InferOutput<typeof KnownRules>;

/** The record of {@link KnownRules} lies under this name where no path can be. */
const rulesRecord = '';

/** Results of more places than this are found again faster than they are kept. */
const placeLimit = 10_000;
/** Bytes of results that one scan holds until its end. */
const heldBytes = 256 << 20;
/** A file changed so shortly before it was looked at may change again without another time stamp. */
const restlessMilliseconds = 100;

export class CachedResults {
  readonly #cache: ResultCache;
  readonly #rulesKey: string;
  readonly #settings: unknown;
  readonly #fresh = new Map<string, CachedFile>();
  #files: ReadonlyMap<string, CachedFile> = new Map();
  #resultsKey: string | undefined;
  #rules: CachedFile | undefined;
  #held = 0;

  /** `rules` is whatever decides what compiling gives, but for the library; `settings` what else decides a result. */
  constructor(cache: ResultCache, rules: unknown, settings: unknown) {
    this.#cache = cache;
    this.#rulesKey = cacheKey('rules', rules);
    this.#settings = settings;
  }

  /** What is known without an engine; `undefined` when these rules are new, or the library is not as it was. */
  async open(): Promise<KnownRules | undefined> {
    const record = (await this.#cache.load(this.#rulesKey)).get(rulesRecord);
    const known = record && decode(KnownRules, record.result);
    if (!record || !known) return undefined;
    const library = await libraryStamp(known.engine);
    if (!library || !sameStamp(library, record.stamp) || !(await stillFirst(known.engine))) return undefined;
    await this.#load(known.engine, library);
    return known;
  }

  /** With an engine at hand. */
  async begin(known: KnownRules): Promise<void> {
    const library = await libraryStamp(known.engine);
    if (!library) return;
    this.#rules = { stamp: library, result: encodeRecord(known) };
    await this.#load(known.engine, library);
  }

  async #load(engine: EngineInfo, library: FileStamp): Promise<void> {
    this.#resultsKey = cacheKey('results', this.#rulesKey, this.#settings, engine.path, engine.version, library);
    this.#files = await this.#cache.load(this.#resultsKey);
  }

  /** The result of a file that is as it was. */
  find(path: string, stamp: FileStamp): ScanResult | undefined {
    const cached = this.#files.get(path);
    return cached && sameStamp(cached.stamp, stamp) ? decodeResult(cached) : undefined;
  }

  /** Keeps a result for the next scan; `stamp` was taken before the file was scanned. */
  keep(path: string, stamp: FileStamp, result: ScanResult, now: number): void {
    if (this.#resultsKey === undefined || now - Number(stamp.ctimeNs) / 1e6 < restlessMilliseconds) return;
    // It grew or shrank meanwhile.
    if (result.bytes !== undefined && result.bytes !== stamp.size) return;
    if (placesOf(result) > placeLimit || this.#held > heldBytes) return;
    const encoded = encodeResult(result);
    this.#held += encoded.length + path.length;
    this.#fresh.set(path, { stamp, result: encoded });
  }

  async save(): Promise<void> {
    if (this.#resultsKey === undefined) return;
    if (this.#fresh.size > 0) await this.#cache.save(this.#resultsKey, this.#fresh);
    if (this.#rules) await this.#cache.save(this.#rulesKey, new Map([[rulesRecord, this.#rules]]));
  }
}

function placesOf({ matches }: ScanResult): number {
  return matches.reduce(
    (sum, { patterns }) => sum + patterns.reduce((count, pattern) => count + pattern.matches.length, 0),
    0,
  );
}

async function libraryStamp({ path }: EngineInfo): Promise<FileStamp | undefined> {
  return stat(path).then(stampOf, () => undefined);
}

/** Whether nothing has appeared where the library was looked for before it was found. */
async function stillFirst({ path, candidates }: EngineInfo): Promise<boolean> {
  for (const candidate of candidates) {
    if (candidate.path === path) return true;
    if (candidate.outcome !== 'missing') continue;
    if (
      await stat(candidate.path).then(
        () => true,
        () => false,
      )
    )
      return false;
  }
  return true;
}

/** Results of earlier scans on the disk: one file for each set of rules and settings, whatever was scanned with it. */
import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { BoundedFolder } from '../common/boundedFolder.ts';
import { cacheFolder } from '../common/paths.ts';
import { EngineMessage, ResolvedInclude } from '../protocol/compileJob.ts';
import { EngineInfo } from '../protocol/engineInfo.ts';
import { FileVariable, ScanResult } from '../protocol/scanJob.ts';
import type { ScanRequest } from '../protocol/scan.ts';

/** What tells that a file is as it was; see {@link FoundFile}. */
export interface FileStamp {
  readonly bytes: number;
  readonly identity: string;
  readonly modified: number;
  readonly changed: number;
}

export interface StampedResult extends FileStamp {
  /** Absent when nothing was found: so it is with most files. */
  readonly result: ScanResult | undefined;
}

/** A file of rules by its content, and as it was found: it need not be read where that is the same. */
const KnownText = v.object({
  sha256: v.string(),
  /** Absent when it had just been changed. */
  stamp: v.optional(v.string()),
});
export type KnownText = v.InferOutput<typeof KnownText>;

/** What is known of the rules without an engine, and what that depends on. */
export const RulesRecord = v.object({
  known: v.object({
    engine: EngineInfo,
    rules: v.number(),
    patterns: v.number(),
    warnings: v.array(EngineMessage),
  }),
  /** See RuleTexts. */
  rulesHash: v.string(),
  variables: v.array(FileVariable),
  /** Of each source, in their order. */
  sources: v.array(KnownText),
  includes: v.array(v.object({ ...ResolvedInclude.entries, ...KnownText.entries })),
  /** How the library's file was found: another one may find something else. */
  library: v.string(),
});
export type RulesRecord = v.InferOutput<typeof RulesRecord>;

export interface EarlierResults {
  readonly rules: RulesRecord;
  readonly files: ReadonlyMap<string, StampedResult>;
}

/** By columns: as objects, a hundred thousand files would take ten times as long to read. */
const Columns = v.object({
  rules: RulesRecord,
  /** Joined by NUL, which no path has. */
  paths: v.string(),
  identities: v.string(),
  /** Bytes, modified and changed of each file. */
  numbers: v.instance(Float64Array),
  results: v.map(v.number(), ScanResult),
});

const format = 1;
const defaultLimit = 256 * 1024 * 1024;
/** With more files than this, only those of the last scan are kept. */
const fileLimit = 1_000_000;

export interface ResultCacheOptions {
  /** The libyara that was asked for; none when it is searched for. */
  readonly libyara?: string | undefined;
  readonly folder?: string;
  /** Bytes that may be kept before the least recently used goes. */
  readonly limit?: number;
}

/** Several processes may use one: what one writes replaces what another has written since it was read. */
export class ResultCache {
  readonly #folder: BoundedFolder;
  readonly #libyara: string | null;

  constructor({ libyara, folder = join(cacheFolder(), 'results'), limit = defaultLimit }: ResultCacheOptions = {}) {
    this.#folder = new BoundedFolder(folder, limit);
    this.#libyara = libyara ?? process.env['CRYPTEX_LIBYARA'] ?? null;
  }

  /** Whether rules and settings are those of an earlier scan, by name: an answer that costs nothing. */
  async has(request: ScanRequest): Promise<boolean> {
    return access(this.#folder.path(this.#name(request))).then(
      () => true,
      () => false,
    );
  }

  /** `undefined` when there is nothing, or nothing that can be read. */
  async load(request: ScanRequest): Promise<EarlierResults | undefined> {
    const name = this.#name(request);
    const bytes = await readFile(this.#folder.path(name)).catch(() => undefined);
    const earlier = bytes && decode(bytes);
    if (earlier) await this.#folder.touch(name);
    return earlier;
  }

  /** Replaces what is known for these rules and settings. @throws {EngineError} `unwritable` */
  async save(request: ScanRequest, { rules, files }: EarlierResults): Promise<void> {
    await this.#folder.create();
    await this.#folder.write(this.#name(request), encode(rules, files));
    await this.#folder.prune();
  }

  #name({ rules, externals, includeDirectories, ...request }: ScanRequest): string {
    const { fileVariables, fast, filter, printModuleData, maxMatchesPerPattern, maxMatchBytes } = request;
    const settings = [
      externals,
      includeDirectories,
      fileVariables,
      fast,
      filter,
      printModuleData,
      maxMatchesPerPattern,
      maxMatchBytes,
    ];
    const text = JSON.stringify([format, this.#libyara, rules, ...settings]);
    return `${createHash('sha256').update(text).digest('hex')}.results`;
  }
}

/** Adds new results to older ones, unless there would be too many. */
export function merged(
  older: ReadonlyMap<string, StampedResult>,
  newer: ReadonlyMap<string, StampedResult>,
): ReadonlyMap<string, StampedResult> {
  return older.size + newer.size > fileLimit ? newer : new Map([...older, ...newer]);
}

function encode(rules: RulesRecord, files: ReadonlyMap<string, StampedResult>): Uint8Array {
  const numbers = new Float64Array(files.size * 3);
  const results = new Map<number, ScanResult>();
  let index = 0;
  for (const { bytes, modified, changed, result } of files.values()) {
    numbers.set([bytes, modified, changed], index * 3);
    if (result) results.set(index, result);
    index += 1;
  }
  const identities = [...files.values()].map(({ identity }) => identity).join('\0');
  const columns: v.InferOutput<typeof Columns> = {
    rules,
    paths: [...files.keys()].join('\0'),
    identities,
    numbers,
    results,
  };
  const content = serialize(columns);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(crc32(content));
  return Buffer.concat([head, content]);
}

function decode(bytes: Buffer): EarlierResults | undefined {
  try {
    const content = bytes.subarray(4);
    if (bytes.readUInt32LE(0) !== crc32(content)) return undefined;
    const { rules, paths, identities, numbers, results } = v.parse(Columns, deserialize(content));
    const files = new Map<string, StampedResult>();
    const identityOf = identities.split('\0');
    if (paths === '') return { rules, files };
    for (const [index, path] of paths.split('\0').entries()) {
      const [bytes = NaN, modified = NaN, changed = NaN] = numbers.subarray(index * 3, index * 3 + 3);
      files.set(path, { bytes, modified, changed, identity: identityOf[index] ?? '', result: results.get(index) });
    }
    return { rules, files };
  } catch {
    // Cut off, or by another version: the next scan writes it anew.
    return undefined;
  }
}

/** What was found of rule files before, on the disk: one file for each pair of engines, with settings and samples. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import * as v from 'valibot';
import { BoundedFolder } from '../../common/boundedFolder.ts';
import { systemPath } from '../../common/bytePaths.ts';
import { cacheFolder } from '../../common/paths.ts';
import { productVersion } from '../../common/version.ts';
import type { EngineInfo } from '../../protocol/engineInfo.ts';
import { RuleFileReadiness } from '../../protocol/readiness.ts';
import { largestParsed } from '../../workspace/fileSystem.ts';
import type { Inlined } from './inline.ts';
import type { JudgeSettings } from './libyara.ts';
import { yaraXModule } from './yaraXModule.ts';

/** Grows with each change of what is found, within a version of the program. */
const format = 2;
/** Bytes that may be kept before the least recently used goes. */
const limit = 128 * 1024 * 1024;

export interface KnownReadinessOptions {
  readonly libyara: EngineInfo;
  readonly settings: Pick<JudgeSettings, 'externals' | 'includeDirectories'>;
  /** Absolute. */
  readonly samples: readonly string[];
  /** The program's cache folder. */
  readonly cache?: string;
}

const Found = v.object({
  /** SHA-256 of the file. */
  sha256: v.string(),
  /** Of all that it includes, with what is missing; absent where it includes nothing. */
  includes: v.optional(v.string()),
  readiness: RuleFileReadiness,
});
type Found = v.InferOutput<typeof Found>;

const Content = v.array(Found);

export class KnownReadiness {
  readonly #folder: BoundedFolder;
  readonly #name: string;
  readonly #found: Map<string, Found>;
  #isChanged = false;

  private constructor(folder: BoundedFolder, name: string, found: Map<string, Found>) {
    this.#folder = folder;
    this.#name = name;
    this.#found = found;
  }

  /** What is damaged, or of another version, is as if it were not there. */
  static async open(options: KnownReadinessOptions): Promise<KnownReadiness> {
    const folder = new BoundedFolder(join(options.cache ?? cacheFolder(), 'readiness'), limit);
    const name = `${await keyOf(options)}.readiness`;
    const found = await readFile(folder.path(name))
      .then((bytes) => promisify(inflateRaw)(bytes))
      .then((text): unknown => JSON.parse(text.toString()))
      // Parsed, it would have its fields in another order, and be printed so.
      .then((content) => (v.is(Content, content) ? content : []))
      .catch(() => []);
    return new KnownReadiness(folder, name, new Map(found.map((one) => [one.readiness.path, one])));
  }

  /**
   * What was found of a file of this content, if all that it includes is as it was.
   *
   * @param inline is asked only where the file includes others
   */
  async recall(
    path: string,
    bytes: Uint8Array,
    inline: () => Promise<Inlined>,
  ): Promise<RuleFileReadiness | undefined> {
    const found = this.#found.get(path);
    if (found?.sha256 !== sha256Of(bytes)) return undefined;
    if (found.includes !== undefined && found.includes !== includesOf(await inline())) return undefined;
    return found.readiness;
  }

  /** Whatever may be otherwise the next time is not kept: that an engine crashed or took too long, or what the time decides. */
  remember(
    { path, bytes, inlined }: { path: string; bytes: Uint8Array; inlined: Inlined },
    readiness: RuleFileReadiness,
  ) {
    const { libyara, yaraX, comparison } = readiness;
    const isSettled = libyara.verdict !== 'failed' && yaraX.verdict !== 'failed' && !comparison?.failures.length;
    const asksTheTime = comparison !== undefined && /\bimport\s*"time"/.test(inlined.text);
    // Of a file that is too large for a tree it is not known what it includes.
    if (!isSettled || asksTheTime || bytes.length > largestParsed) return;
    const includes = includesOf(inlined);
    this.#found.set(path, { sha256: sha256Of(bytes), ...(includes !== undefined && { includes }), readiness });
    this.#isChanged = true;
  }

  /** For the next time, as far as something is new. @throws {EngineError} `unwritable` */
  async save(): Promise<void> {
    if (!this.#isChanged) {
      await this.#folder.touch(this.#name);
      return;
    }
    await this.#folder.create();
    await this.#folder.write(this.#name, await promisify(deflateRaw)(JSON.stringify([...this.#found.values()])));
    await this.#folder.prune();
  }
}

/** Of all that decides what is found, but for the rules. */
async function keyOf({ libyara, settings, samples }: KnownReadinessOptions): Promise<string> {
  const { externals, includeDirectories } = settings;
  const stamps = await Promise.all([libyara.path, yaraXModule(), ...samples].map(stampOf));
  const text = JSON.stringify([
    ...[format, productVersion(), libyara.version, externals, includeDirectories],
    ...stamps,
  ]);
  return sha256Of(Buffer.from(text));
}

/** A file with what changes whenever it is written. */
async function stampOf(path: string): Promise<string[]> {
  const stats = await stat(systemPath(path), { bigint: true }).catch(() => undefined);
  return [path, ...[stats?.size, stats?.ino, stats?.mtimeNs, stats?.ctimeNs].map(String)];
}

function includesOf({ root, files, leftIncludes }: Inlined): string | undefined {
  const others = files.filter((file) => file !== root).map(({ path, bytes }) => [path, sha256Of(bytes)]);
  const left = leftIncludes.map(({ file, item, reason }) => [file.path, item.startIndex, reason]);
  return others.length + left.length === 0 ? undefined : sha256Of(Buffer.from(JSON.stringify([others, left])));
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

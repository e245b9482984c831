/** Whether rules are ready for YARA-X: file by file, what both engines say of it and find with it. */
import { EngineError } from '../../common/errors.ts';
import type { ReadinessFix, ReadinessStatus, Refusal, RuleFileReadiness } from '../../protocol/readiness.ts';
import type { FileSystem } from '../../workspace/fileSystem.ts';
import { compare, type Comparable, type Comparison, type Engines } from './compare.ts';
import { composeEdits, type NamedEdit } from './fixes/composeEdits.ts';
import { applyEdits } from './fixes/fix.ts';
import { proposedFix } from './fixes/fixers.ts';
import { inlineIncludes, type Inlined, type RuleText } from './inline.ts';
import { judgeWithLibyara, type JudgeSettings, type LibyaraJudgement } from './libyara.ts';
import type { KnownReadiness } from './knownReadiness.ts';
import type { FoundRefusal } from './refusals.ts';
import { editsOf, safeTogether, tryFix, withText, type Candidate } from './tryFix.ts';
import { judgeWithYaraX, textOfTheRest, type YaraXJudgement } from './yaraXJudgement.ts';

export interface ReadinessOptions {
  readonly engines: Engines;
  readonly files: FileSystem;
  readonly settings: JudgeSettings;
  /** Files that both engines scan; absolute. */
  readonly samples: readonly string[];
  /** What was found with the same engines, settings and samples before. */
  readonly known?: KnownReadiness;
}

/** A file that could not be audited for a reason of its own. */
export interface FileFailure {
  readonly path: string;
  readonly failure: EngineError;
}

/** The outcome of mending a file. */
export interface MendedFile {
  /** Undefined when nothing could be mended safely. */
  readonly change: FileChange | undefined;
  readonly applied: readonly Refusal[];
  /** As the file is with what was mended. */
  readonly readiness: RuleFileReadiness;
}

/** What is to be done to a file; nothing is written here. */
export interface FileChange {
  readonly before: RuleText;
  /** What it should hold, UTF-8. */
  readonly bytes: Uint8Array;
  /** The same as edits of `before.text`. */
  readonly edits: readonly NamedEdit[];
}

/** What both engines say of a file, before anything is scanned. */
interface Judged {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly inlined: Inlined;
  readonly libyara: LibyaraJudgement;
  readonly yaraX: YaraXJudgement;
}

/** With what would mend it, which was tried. */
interface Tried extends Judged {
  readonly refusals: readonly Refusal[];
}

/** A file that is mended, before anything is scanned. */
interface MendedTexts extends Pick<MendedFile, 'change' | 'applied'> {
  readonly tried: Tried;
}

/** Files that are judged, and scanned with, at a time. */
const filesAtOnce = 32;
/** How often a file is looked at again after it was mended: of a rule only the first fault is told. */
const mendRounds = 50;

export class Readiness {
  readonly #options: ReadinessOptions;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /**
   * Each file as a compile root of its own, in the order given. @param paths absolute
   *
   * @throws {EngineError} `cancelled`, and what is no fault of the rules: no libyara
   */
  async *audit(paths: readonly string[]): AsyncGenerator<RuleFileReadiness | FileFailure> {
    for (let from = 0; from < paths.length; from += filesAtOnce) {
      const judged = await Promise.all(
        paths
          .slice(from, from + filesAtOnce)
          .map((path) => this.#lookUp(path).catch((error: unknown) => failureOf(path, error))),
      );
      const comparisons = await this.#compare(judged.flatMap((one) => ('inlined' in one ? [one] : [])));
      for (const one of judged) {
        if (!('inlined' in one)) {
          yield one;
          continue;
        }
        const readiness = readinessOf(one, comparisons.get(one));
        this.#options.known?.remember(one, readiness);
        yield readiness;
      }
    }
  }

  /** Each file as it is when it is mended, in the order given. @throws {EngineError} see {@link audit} */
  async *mendEach(paths: readonly string[]): AsyncGenerator<MendedFile | FileFailure> {
    for (let from = 0; from < paths.length; from += filesAtOnce) {
      const mended = await Promise.all(
        paths
          .slice(from, from + filesAtOnce)
          .map((path) => this.#lookUpOrMend(path).catch((error: unknown) => failureOf(path, error))),
      );
      const comparisons = await this.#compare(mended.flatMap((one) => ('tried' in one ? [one.tried] : [])));
      for (const one of mended) {
        if (!('tried' in one)) {
          yield one;
          continue;
        }
        const { change, applied, tried } = one;
        const readiness = readinessOf(tried, comparisons.get(tried));
        // What is changed only counts once it is written.
        if (!change) this.#options.known?.remember(tried, readiness);
        yield { change, applied, readiness };
      }
    }
  }

  /** Applies what is safe, all of it at once and again, until nothing is left to mend. @throws {EngineError} see {@link audit} */
  async mend(path: string): Promise<MendedFile> {
    const { change, applied, tried } = await this.#mend(path, await this.#bytesOf(path));
    const comparisons = await this.#compare([tried]);
    return { change, applied, readiness: readinessOf(tried, comparisons.get(tried)) };
  }

  async #lookUpOrMend(path: string): Promise<MendedTexts | MendedFile> {
    const bytes = await this.#bytesOf(path);
    const known = await this.#options.known?.recall(path, bytes, () => this.#inlined(path, bytes));
    const isMendable = known?.refusals.some(({ fix, file }) => file === path && fix?.isSafe) ?? true;
    return known && !isMendable ? { change: undefined, applied: [], readiness: known } : this.#mend(path, bytes);
  }

  async #mend(path: string, bytes: Uint8Array): Promise<MendedTexts> {
    const applied: Refusal[] = [];
    const first = await this.#judge(path, bytes);
    const before = first.inlined.root;
    let edits: NamedEdit[] = [];
    let judged = first;
    for (let round = 0; round < mendRounds; round += 1) {
      const safe = await safeTogether(this.#candidates(judged), judged.libyara, this.#options);
      if (safe.length === 0) break;
      for (const { fix, found } of safe) {
        const { title, edits } = fix;
        applied.push({ ...plainRefusal(found), fix: { title, edits: [...edits], isSafe: true } });
      }
      const named = editsOf(safe);
      edits = composeEdits(before.text, edits, named);
      judged = await this.#judge(path, Buffer.from(applyEdits(judged.inlined.root.text, named)));
    }
    const change = applied.length > 0 ? { before, bytes: judged.bytes, edits } : undefined;
    return { change, applied, tried: await this.#tried(judged) };
  }

  /** What was found earlier, if that still holds; otherwise the engines are asked. */
  async #lookUp(path: string): Promise<Tried | RuleFileReadiness> {
    const bytes = await this.#bytesOf(path);
    const known = await this.#options.known?.recall(path, bytes, () => this.#inlined(path, bytes));
    if (known) return known;
    return await this.#tried(await this.#judge(path, bytes));
  }

  async #bytesOf(path: string): Promise<Uint8Array> {
    const bytes = await this.#options.files.read(path);
    if (!bytes) throw new EngineError('unreadable', 'It can not be read.');
    return bytes;
  }

  async #inlined(path: string, bytes: Uint8Array): Promise<Inlined> {
    const { files, settings } = this.#options;
    const { includeDirectories } = settings;
    return await inlineIncludes(path, { files: withText(files, path, bytes), includeDirectories });
  }

  async #judge(path: string, bytes: Uint8Array): Promise<Judged> {
    const { settings, engines } = this.#options;
    const inlined = await this.#inlined(path, bytes);
    const [libyara, yaraX] = await Promise.all([
      judgeWithLibyara(engines.libyara, path, bytes, settings),
      judgeWithYaraX(engines.yaraX, inlined, settings),
    ]);
    return { path, bytes, inlined, libyara, yaraX };
  }

  /** What might mend a file. */
  #candidates({ inlined, yaraX }: Judged): Candidate[] {
    return refusalsIn(yaraX).flatMap((found) => {
      const fix = proposedFix(found, inlined);
      return fix ? [{ found, fix }] : [];
    });
  }

  /** Tries what would mend a file, one by one. */
  async #tried(judged: Judged): Promise<Tried> {
    const fixes = new Map<FoundRefusal, ReadinessFix>();
    for (const candidate of this.#candidates(judged))
      fixes.set(candidate.found, await tryFix(candidate, judged.libyara, this.#options));
    const refusals = refusalsIn(judged.yaraX).map((found) => {
      const fix = fixes.get(found);
      return { ...plainRefusal(found), ...(fix && { fix }) };
    });
    return { ...judged, refusals };
  }

  async #compare(judged: readonly Judged[]): Promise<ReadonlyMap<Judged, Comparison>> {
    const { engines, samples, settings } = this.#options;
    if (samples.length === 0) return new Map();
    const comparable: { one: Judged; file: Comparable }[] = [];
    for (const one of judged) {
      const { path, bytes, inlined, libyara, yaraX } = one;
      if (libyara.verdict !== 'compiles' || yaraX.verdict === 'failed') continue;
      const yaraXText = await textOfTheRest(engines.yaraX, inlined, yaraX.refusals, settings);
      const refused = new Set(yaraX.refusals.flatMap(({ rule }) => rule ?? []));
      if (yaraXText !== undefined) comparable.push({ one, file: { path, bytes, inlined, yaraXText, refused } });
    }
    const files = comparable.map(({ file }) => file);
    const comparisons = await compare(engines, files, samples, settings);
    return new Map(comparable.flatMap(({ one }, at) => (comparisons[at] ? [[one, comparisons[at]] as const] : [])));
  }
}

function failureOf(path: string, error: unknown): FileFailure {
  if (error instanceof EngineError && (error.code === 'invalid' || error.code === 'unreadable'))
    return { path, failure: error };
  throw error;
}

function refusalsIn(yaraX: YaraXJudgement): readonly FoundRefusal[] {
  return yaraX.verdict === 'failed' ? [] : yaraX.refusals;
}

function plainRefusal({ kind, code, file, line, column, endColumn, rule, message }: FoundRefusal): Refusal {
  return {
    ...{ kind, file, line, column, endColumn, message },
    ...(code !== undefined && { code }),
    ...(rule !== undefined && { rule }),
  };
}

function readinessOf(judged: Tried, comparison: Comparison | undefined): RuleFileReadiness {
  const { path, libyara, yaraX, refusals } = judged;
  const { rules, ready } = countRules(judged);
  return {
    path,
    status: statusOf(judged, ready, comparison),
    libyara: {
      verdict: libyara.verdict,
      errors: libyara.verdict === 'refused' ? libyara.errors : [],
      ...(libyara.verdict === 'failed' && { failure: libyara.failure }),
    },
    yaraX: { verdict: yaraX.verdict, ...(yaraX.verdict === 'failed' && { failure: yaraX.failure }) },
    refusals: [...refusals],
    rules,
    readyRules: ready,
    ...(comparison && { comparison }),
  };
}

/** Rules of the file itself, and those of them that YARA-X has nothing against. */
function countRules({ inlined: { root }, yaraX }: Judged): { rules: number; ready: number } {
  const { outline } = root.document;
  const { rules } = outline;
  if (yaraX.verdict === 'failed') return { rules: rules.length, ready: 0 };
  const places = yaraX.refusals.filter(({ text }) => text === root).map(({ index }) => outline.indexAt(index));
  const refused = new Set(places.map((at) => outline.items[at]));
  return { rules: rules.length, ready: rules.filter((rule) => !refused.has(rule)).length };
}

function statusOf({ libyara, yaraX }: Judged, ready: number, comparison: Comparison | undefined): ReadinessStatus {
  if (libyara.verdict !== 'compiles') return 'excluded';
  if (yaraX.verdict === 'failed') return 'pending';
  const isSame = (comparison?.differences.length ?? 0) + (comparison?.failures.length ?? 0) === 0;
  if (yaraX.verdict === 'compiles') return isSame ? 'done' : 'in_progress';
  return ready > 0 ? 'in_progress' : 'pending';
}

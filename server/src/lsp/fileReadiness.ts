/** What YARA-X has against one text of an open file, and what would mend it: tried when it is asked for. */
import { EngineError } from '../common/errors.ts';
import type { Diagnostic } from '../language/diagnostics.ts';
import type { Engines } from '../gap/readiness/compare.ts';
import { proposedFix } from '../gap/readiness/fixes/fixers.ts';
import { inlineIncludes, type Inlined } from '../gap/readiness/inline.ts';
import { judgeWithLibyara, type JudgeSettings, type LibyaraJudgement } from '../gap/readiness/libyara.ts';
import { Readiness, type FileChange } from '../gap/readiness/readiness.ts';
import type { FoundRefusal } from '../gap/readiness/refusals.ts';
import { tryFix } from '../gap/readiness/tryFix.ts';
import { judgeWithYaraX } from '../gap/readiness/yaraXJudgement.ts';
import type { ReadinessFix } from '../protocol/readiness.ts';
import type { Range } from '../syntax/yaraDocument.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { refusalDiagnostic, refusalRange } from './readinessDiagnostics.ts';

export interface FileReadinessContext {
  readonly engines: Engines;
  /** With the texts of open files as they are in the editor. */
  readonly files: FileSystem;
  readonly settings: JudgeSettings;
}

export class FileReadiness {
  readonly #context: FileReadinessContext;
  readonly #path: string;
  readonly #inlined: Inlined;
  readonly #refusals: readonly FoundRefusal[];
  readonly #tried = new Map<FoundRefusal, Promise<ReadinessFix | undefined>>();
  #libyara: Promise<LibyaraJudgement> | undefined;

  private constructor(
    context: FileReadinessContext,
    path: string,
    inlined: Inlined,
    refusals: readonly FoundRefusal[],
  ) {
    this.#context = context;
    this.#path = path;
    this.#inlined = inlined;
    this.#refusals = refusals;
  }

  /**
   * Judges `path`, which libyara takes, through a compile root: itself, or a file that includes it.
   *
   * @throws {EngineError} `cancelled`, and what YARA-X failed of
   */
  static async judge(path: string, root: string, context: FileReadinessContext): Promise<FileReadiness> {
    const { engines, files, settings } = context;
    const { includeDirectories } = settings;
    const inlined = await inlineIncludes(root, { files, includeDirectories });
    const judgement = await judgeWithYaraX(engines.yaraX, inlined, settings);
    if (judgement.verdict === 'failed') throw new EngineError('invalid', judgement.failure);
    // Another file that is the root tells of itself when it is open.
    const refusals = judgement.refusals.filter(({ file }) => path === root || file === path);
    return new FileReadiness(context, path, inlined, refusals);
  }

  /** By absolute path: of the file itself and, where it was its own root, of the files that it includes. */
  diagnostics(): Map<string, Diagnostic[]> {
    const byFile = new Map<string, Diagnostic[]>();
    for (const refusal of this.#refusals) {
      const diagnostics = byFile.get(refusal.file) ?? [];
      diagnostics.push(refusalDiagnostic(refusal));
      byFile.set(refusal.file, diagnostics);
    }
    return byFile;
  }

  /** In the file itself. */
  get refusals(): readonly FoundRefusal[] {
    return this.#refusals.filter(({ file }) => file === this.#path);
  }

  /** Whether something is known that may mend a refusal. Nothing is tried. */
  mayBeFixed(refusal: FoundRefusal): boolean {
    const fix = proposedFix(refusal, this.#inlined);
    return fix !== undefined && fix.doubt === undefined;
  }

  /** What mends a refusal safely; undefined where that can't be told. @throws {EngineError} */
  async safeFix(refusal: FoundRefusal): Promise<ReadinessFix | undefined> {
    const tried = this.#tried.get(refusal) ?? this.#try(refusal);
    this.#tried.set(refusal, tried);
    const fix = await tried;
    return fix?.isSafe ? fix : undefined;
  }

  /** The range of an edit of the file. */
  rangeOf({ start, end }: { readonly start: number; readonly end: number }): Range {
    return this.#inlined.root.document.rangeOf({ startIndex: start, endIndex: end });
  }

  /** All that can be mended safely, one thing after the other. @throws {EngineError} */
  async mend(signal: AbortSignal): Promise<FileChange | undefined> {
    const { settings } = this.#context;
    const readiness = new Readiness({
      ...this.#context,
      settings: { ...settings, signal: AbortSignal.any([settings.signal, signal]) },
      samples: [],
    });
    return (await readiness.mend(this.#path)).change;
  }

  async #try(refusal: FoundRefusal): Promise<ReadinessFix | undefined> {
    const fix = proposedFix(refusal, this.#inlined);
    if (!fix) return undefined;
    const { engines, settings } = this.#context;
    const { path, bytes } = this.#inlined.root;
    this.#libyara ??= judgeWithLibyara(engines.libyara, path, bytes, settings);
    return await tryFix({ fix, found: refusal }, await this.#libyara, { ...this.#context, samples: [] });
  }
}

/** Whether a refusal is, in part, in a range. */
export function isWithin(refusal: FoundRefusal, { start, end }: Range): boolean {
  const at = refusalRange(refusal);
  const isBefore = at.end.line < start.line || (at.end.line === start.line && at.end.character < start.character);
  const isAfter = at.start.line > end.line || (at.start.line === end.line && at.start.character > end.character);
  return !isBefore && !isAfter;
}

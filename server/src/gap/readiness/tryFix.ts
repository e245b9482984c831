/** Tries fixes before they are called safe. */
import type { ReadinessFix, TextEdit } from '../../protocol/readiness.ts';
import type { FileSystem } from '../../workspace/fileSystem.ts';
import type { Engines } from './compare.ts';
import { differencesOf } from './differences.ts';
import type { NamedEdit } from './fixes/composeEdits.ts';
import { applyEdits, type Fix } from './fixes/fix.ts';
import { inlineIncludes } from './inline.ts';
import { judgeWithLibyara, scanWithLibyara, type JudgeSettings, type LibyaraJudgement } from './libyara.ts';
import type { FoundRefusal } from './refusals.ts';
import { judgeWithYaraX } from './yaraXJudgement.ts';

export interface TryOptions {
  readonly engines: Engines;
  readonly files: FileSystem;
  readonly samples: readonly string[];
  readonly settings: JudgeSettings;
}

/** A fix of a refusal. */
export interface Candidate {
  readonly fix: Fix;
  readonly found: FoundRefusal;
}

/**
 * Tries one. `before` is libyara's judgement of the file as it is.
 *
 * @throws {EngineError} `cancelled`, and what is no fault of the rules
 */
export async function tryFix(
  candidate: Candidate,
  before: LibyaraJudgement,
  options: TryOptions,
): Promise<ReadinessFix> {
  const { title, edits, doubt } = candidate.fix;
  const because = doubt ?? (await whyUnsafe([candidate], before, options));
  return { title, edits: [...edits], isSafe: because === undefined, ...(because !== undefined && { because }) };
}

/**
 * Those of several fixes of one file that are safe together. Where all are, which is mostly so, they are tried once; what
 * is not is found by halves. Of fixes at one place the first counts.
 *
 * @throws {EngineError} see {@link tryFix}
 */
export async function safeTogether(
  candidates: readonly Candidate[],
  before: LibyaraJudgement,
  options: TryOptions,
): Promise<Candidate[]> {
  const safe: Candidate[] = [];
  const settle = async (some: readonly Candidate[]): Promise<void> => {
    if (some.length === 0) return;
    if ((await whyUnsafe([...safe, ...some], before, options)) === undefined) {
      safe.push(...some);
    } else if (some.length > 1) {
      const half = Math.ceil(some.length / 2);
      await settle(some.slice(0, half));
      await settle(some.slice(half));
    }
  };
  await settle(apart(candidates.filter(({ fix }) => fix.doubt === undefined)));
  return safe;
}

/** The edits of all, in order. */
export function editsOf(candidates: readonly Candidate[]): NamedEdit[] {
  const edits = candidates.flatMap(({ fix }) => fix.edits.map((edit) => ({ ...edit, title: fix.title })));
  return edits.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Without those that touch an earlier one. */
function apart(candidates: readonly Candidate[]): Candidate[] {
  const taken: TextEdit[] = [];
  return candidates.filter(({ fix }) => {
    const isFree = fix.edits.every(({ start, end }) => !taken.some((one) => one.start <= end && start <= one.end));
    if (isFree) taken.push(...fix.edits);
    return isFree;
  });
}

/**
 * Safe is what leaves libyara's judgement and matches as they were and takes from YARA-X what it had against these places,
 * all of one file. Undefined for what is.
 */
async function whyUnsafe(
  candidates: readonly Candidate[],
  before: LibyaraJudgement,
  { engines, files, samples, settings }: TryOptions,
): Promise<string | undefined> {
  const file = candidates[0]?.found.text;
  if (!file) return undefined;
  if (before.verdict !== 'compiles') return 'libyara does not compile the file, so nothing can be compared';
  const { path } = file;
  const edits = editsOf(candidates);
  const bytes = Buffer.from(applyEdits(file.text, edits));
  const [libyara, yaraX] = await Promise.all([
    judgeWithLibyara(engines.libyara, path, bytes, settings),
    inlineIncludes(path, { files: withText(files, path, bytes), includeDirectories: settings.includeDirectories }).then(
      (inlined) => judgeWithYaraX(engines.yaraX, inlined, settings),
    ),
  ]);
  if (libyara.verdict !== 'compiles') return 'libyara would not compile the file any more';
  if (libyara.result.rules !== before.result.rules || libyara.result.patterns !== before.result.patterns)
    return 'libyara would see other rules or patterns';
  if (yaraX.verdict === 'failed') return 'YARA-X fails on the file with it';
  const left = yaraX.refusals.filter(({ text }) => text.path === path);
  if (candidates.some((candidate) => isLeft(candidate, edits, left))) return 'YARA-X would still refuse it';
  const isSame =
    samples.length === 0 || (await findsTheSame(path, [file.bytes, bytes], { engines, samples, settings }));
  return isSame ? undefined : 'libyara would find something else in the samples';
}

/** Of a rule only the first fault is told: another may come to light behind the one that is mended. */
function isLeft({ fix, found }: Candidate, edits: readonly TextEdit[], left: readonly FoundRefusal[]): boolean {
  const { rule, kind } = found;
  // An encoding is that of the file, wherever in it the first sign of it is.
  if (kind === 'not-utf8') return left.some((one) => one.kind === kind);
  if (rule === undefined) return left.some((one) => one.rule === rule && one.kind === kind);
  const end = endAfter(fix.edits, edits);
  return left.some((one) => one.rule === rule && one.index <= end);
}

/** The files as they are, but for one. */
export function withText(files: FileSystem, path: string, bytes: Uint8Array): FileSystem {
  return { ...files, read: (at) => (at === path ? Promise.resolve(bytes) : files.read(at)) };
}

/** Whether libyara finds the same with two texts of a file. */
async function findsTheSame(
  path: string,
  [one, other]: readonly [Uint8Array, Uint8Array],
  { engines, samples, settings }: Pick<TryOptions, 'engines' | 'samples' | 'settings'>,
): Promise<boolean> {
  const scan = (bytes: Uint8Array) =>
    scanWithLibyara(engines.libyara, [{ namespace: 'default', path, bytes }], samples, settings);
  const [before, after] = [await scan(one), await scan(other)];
  return before.every((was, at) => {
    const is = after[at];
    if (was.type !== 'scanned' || is?.type !== 'scanned') return was.type === is?.type;
    return differencesOf(was.rules, is.rules).length === 0;
  });
}

/** Where the last edit of a fix ends in the text that all have changed. */
function endAfter(own: readonly TextEdit[], all: readonly TextEdit[]): number {
  const last = own.at(-1)?.end ?? 0;
  return all
    .filter(({ end }) => end <= last)
    .reduce((at, { start, end, text }) => at + text.length - (end - start), last);
}

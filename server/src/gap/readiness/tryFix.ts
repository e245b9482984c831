/** Tries a fix before it is called safe. */
import type { ReadinessFix } from '../../protocol/readiness.ts';
import type { FileSystem } from '../../workspace/fileSystem.ts';
import type { Engines } from './compare.ts';
import { differencesOf } from './differences.ts';
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

/**
 * Safe is what leaves libyara's judgement and matches as they were and takes from YARA-X what it had against this place.
 * `before` is libyara's judgement of the file as it is.
 *
 * @throws {EngineError} `cancelled`, and what is no fault of the rules
 */
export async function tryFix(
  { title, edits, doubt }: Fix,
  { kind, rule, text: file }: FoundRefusal,
  before: LibyaraJudgement,
  { engines, files, samples, settings }: TryOptions,
): Promise<ReadinessFix> {
  const fix = { title, edits: [...edits] };
  const unsafe = (because: string): ReadinessFix => ({ ...fix, isSafe: false, because });
  if (doubt !== undefined) return unsafe(doubt);
  if (before.verdict !== 'compiles') return unsafe('libyara does not compile the file, so nothing can be compared');
  const { path } = file;
  const bytes = Buffer.from(applyEdits(file.text, edits));
  const [libyara, yaraX] = await Promise.all([
    judgeWithLibyara(engines.libyara, path, bytes, settings),
    inlineIncludes(path, { files: withText(files, path, bytes), includeDirectories: settings.includeDirectories }).then(
      (inlined) => judgeWithYaraX(engines.yaraX, inlined, settings),
    ),
  ]);
  if (libyara.verdict !== 'compiles') return unsafe('libyara would not compile the file any more');
  if (libyara.result.rules !== before.result.rules || libyara.result.patterns !== before.result.patterns)
    return unsafe('libyara would see other rules or patterns');
  if (yaraX.verdict === 'failed') return unsafe('YARA-X fails on the file with it');
  // Of a rule only the first fault is told: another may come to light behind the one that is mended.
  const end = endAfter(edits);
  const isLeft = yaraX.refusals.some(
    (one) => one.text.path === path && one.rule === rule && (rule === undefined ? one.kind === kind : one.index <= end),
  );
  if (isLeft) return unsafe('YARA-X would still refuse it');
  const isSame =
    samples.length === 0 || (await findsTheSame(path, [file.bytes, bytes], { engines, samples, settings }));
  return isSame ? { ...fix, isSafe: true } : unsafe('libyara would find something else in the samples');
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

/** Where the last of the edits ends in the text that they have changed. */
function endAfter(edits: Fix['edits']): number {
  const grown = edits.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
  return (edits.at(-1)?.end ?? 0) + grown;
}

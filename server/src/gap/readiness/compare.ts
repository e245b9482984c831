/**
 * Scans samples with both engines and tells where they differ. Many rule files at once, each in its namespace: before it
 * looks at the first byte, a scan has cost YARA-X more than a small sample does.
 */
import { EngineError } from '../../common/errors.ts';
import type { MatchedRule, RuleFileReadiness, SampleScan } from '../../protocol/readiness.ts';
import type { EngineSession } from '../../scan/scanEngine.ts';
import { differencesOf, reasonOf } from './differences.ts';
import type { Inlined } from './inline.ts';
import { maxMatches, samplePatience, scanWithLibyara, type JudgeSettings } from './libyara.ts';
import type { YaraX } from './yaraX.ts';

export interface Engines {
  readonly libyara: EngineSession;
  readonly yaraX: YaraX;
}

/** A rule file that both engines take, for YARA-X without the rules that it refuses. */
export interface Comparable {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly inlined: Inlined;
  readonly yaraXText: string;
  /** Rules that are not in it. */
  readonly refused: ReadonlySet<string>;
}

export type Comparison = NonNullable<RuleFileReadiness['comparison']>;

/** Of each file, in their order. @throws {EngineError} `cancelled`, and what is no fault of the rules: no libyara */
export async function compare(
  engines: Engines,
  files: readonly Comparable[],
  samples: readonly string[],
  settings: JudgeSettings,
): Promise<Comparison[]> {
  if (files.length === 0 || samples.length === 0) return files.map(() => nothingCompared());
  const named = files.map((file, at) => ({ ...file, namespace: `file${at}` }));
  const scans = await scanBoth(engines, named, samples, settings);
  if (typeof scans === 'string') {
    // Which of them is at fault?
    return files.length === 1
      ? [{ samples: samples.length, differences: [], failures: samples.map((sample) => ({ sample, message: scans })) }]
      : await oneByOne(engines, files, samples, settings);
  }
  const comparisons = named.map((file) => ofFile(file, samples, scans));
  const failing = comparisons[0]?.failures.map(({ sample }) => sample) ?? [];
  if (files.length === 1 || failing.length === 0) return comparisons;
  // A sample that takes one of the files too long is no failure of the others.
  const again = await oneByOne(engines, files, failing, settings);
  return comparisons.map(({ differences }, at) => ({
    samples: samples.length,
    differences: [...differences, ...(again[at]?.differences ?? [])],
    failures: again[at]?.failures ?? [],
  }));
}

async function oneByOne(
  engines: Engines,
  files: readonly Comparable[],
  samples: readonly string[],
  settings: JudgeSettings,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const file of files) comparisons.push(...(await compare(engines, [file], samples, settings)));
  return comparisons;
}

function nothingCompared(): Comparison {
  return { samples: 0, differences: [], failures: [] };
}

interface Named extends Comparable {
  readonly namespace: string;
}

/** What each engine found in each sample. */
interface Scans {
  readonly libyara: readonly SampleScan[];
  readonly yaraX: readonly SampleScan[];
}

/** What was found, or why nothing was. */
async function scanBoth(
  { libyara, yaraX }: Engines,
  files: readonly Named[],
  samples: readonly string[],
  settings: JudgeSettings,
): Promise<Scans | string> {
  try {
    const [ours, theirs] = await Promise.all([
      scanWithLibyara(
        libyara,
        files.map(({ namespace, path, bytes }) => ({ namespace, path, bytes })),
        samples,
        settings,
      ),
      yaraX.judge(
        {
          sources: files.map(({ namespace, yaraXText }) => ({ namespace, text: yaraXText })),
          externals: [...settings.externals],
          samples: [...samples],
          maxMatchesPerPattern: maxMatches,
          timeoutSeconds: samplePatience,
        },
        settings.signal,
      ),
    ]);
    return theirs.scans.length === samples.length
      ? { libyara: ours, yaraX: theirs.scans }
      : (theirs.errors[0]?.split('\n', 1)[0] ?? 'YARA-X did not scan the samples.');
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'cancelled' || error.code === 'engine-missing') throw error;
    return error.message;
  }
}

function ofFile(
  { inlined, refused, namespace }: Named,
  samples: readonly string[],
  { libyara, yaraX }: Scans,
): Comparison {
  const documents = inlined.files.map(({ document }) => document);
  const comparison: Comparison = { samples: samples.length, differences: [], failures: [] };
  samples.forEach((sample, at) => {
    const ours = rulesIn(libyara[at], 'libyara');
    const theirs = rulesIn(yaraX[at], 'YARA-X');
    const failure = [ours, theirs].find((one) => typeof one === 'string');
    if (typeof ours === 'string' || typeof theirs === 'string') {
      comparison.failures.push({ sample, message: String(failure) });
      return;
    }
    const inFile = (one: MatchedRule) => one.namespace === namespace;
    const asked = ours.filter((one) => inFile(one) && !refused.has(one.rule));
    for (const found of differencesOf(asked, theirs.filter(inFile)))
      comparison.differences.push({ sample, ...found, reason: reasonOf(found, documents) });
  });
  return comparison;
}

/** What was found, or why nothing was. */
function rulesIn(scan: SampleScan | undefined, engine: string): MatchedRule[] | string {
  if (scan?.type === 'scanned') return scan.rules;
  return `${engine}: ${scan?.message ?? 'it was not scanned'}`;
}

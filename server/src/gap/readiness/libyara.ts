/** What libyara makes of rule files: its verdict on one, and what several find in samples. */
import { EngineError, messageOf } from '../../common/errors.ts';
import type { CompileResult, EngineMessage, ExternalVariable, SourceText } from '../../protocol/compileJob.ts';
import type { SampleScan } from '../../protocol/readiness.ts';
import type { EngineSession } from '../../scan/scanEngine.ts';

/** How the rules are compiled, by both engines. */
export interface JudgeSettings {
  readonly externals: readonly ExternalVariable[];
  /** Absolute. */
  readonly includeDirectories: readonly string[];
  /** Files that are otherwise than on the disk: those that are open in an editor. */
  readonly overlay?: readonly SourceText[];
  readonly signal: AbortSignal;
}

export type LibyaraJudgement =
  | { readonly verdict: 'compiles'; readonly result: CompileResult }
  | { readonly verdict: 'refused'; readonly errors: EngineMessage[] }
  /** Its process did not live through it. */
  | { readonly verdict: 'failed'; readonly failure: string };

export interface NamedSource {
  readonly namespace: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Matches of a pattern that are compared. */
export const maxMatches = 10_000;
/** Seconds that a sample may take either engine. */
export const samplePatience = 10;

/** @throws {EngineError} `cancelled`, and what is no fault of the rules: no libyara */
export async function judgeWithLibyara(
  engine: EngineSession,
  path: string,
  bytes: Uint8Array,
  { externals, includeDirectories, overlay = [], signal }: JudgeSettings,
): Promise<LibyaraJudgement> {
  try {
    const result = await engine.compile(
      {
        kind: 'compile',
        sources: [{ path, bytes }],
        externals: [...externals],
        includeDirectories: [...includeDirectories],
        overlay: [...overlay],
        want: 'count',
      },
      signal,
    );
    const errors = result.messages.filter(({ level }) => level === 'error');
    return errors.length > 0 ? { verdict: 'refused', errors } : { verdict: 'compiles', result };
  } catch (error) {
    if (isOfTheRules(error)) return { verdict: 'failed', failure: messageOf(error) };
    throw error;
  }
}

/** Of each sample what the sources find in it, which must all compile. @throws {EngineError} */
export async function scanWithLibyara(
  engine: EngineSession,
  sources: readonly NamedSource[],
  samples: readonly string[],
  { externals, includeDirectories, signal }: JudgeSettings,
): Promise<SampleScan[]> {
  const prepared = await engine.prepare(
    { sources: [...sources], externals: [...externals], includeDirectories: [...includeDirectories] },
    signal,
  );
  if (prepared.type === 'rejected')
    throw new EngineError('invalid', prepared.messages[0]?.text ?? 'libyara does not compile the rules.');
  const { outcomes } = await engine.scan(
    {
      kind: 'scan-files',
      paths: [...samples],
      rules: prepared.file,
      timeoutSeconds: samplePatience,
      fast: false,
      externals: [],
      maxMatchesPerPattern: maxMatches,
      maxMatchBytes: 0,
    },
    signal,
  );
  return outcomes.map((outcome): SampleScan => {
    if (outcome.type === 'failed') return { type: 'failed', message: outcome.failure.message };
    const { matches } = outcome.result;
    return { type: 'scanned', rules: matches.map(({ namespace, rule, patterns }) => ({ namespace, rule, patterns })) };
  });
}

/** Whether a process ended over what it was given. */
export function isOfTheRules(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code === 'worker-died' || error.code === 'timeout');
}

/** The rules of a scan, as ready as they have to be: compiled, or known from an earlier scan until a file needs more. */
import { EngineError } from '../common/errors.ts';
import type { EngineMessage, ScanFilesJob } from '../protocol/engine.ts';
import type { ScanRequest } from '../protocol/scan.ts';
import { CachedResults, type KnownRules } from './cachedResults.ts';
import type { ResultCache } from './resultCache.ts';
import { readRuleTexts } from './ruleTexts.ts';
import type { ScanEngine } from './scanEngine.ts';

/** What is the same for all files of a scan. */
export type ScanJobSettings = Omit<ScanFilesJob, 'paths'>;

export interface ReadyRules {
  readonly type: 'ready';
  readonly known: KnownRules;
  /** SHA-256 of the rules; see {@link readRuleTexts}. */
  readonly rulesHash: string;
  /** Where the results of unchanged files are; absent when none may be used. */
  readonly cached: CachedResults | undefined;
  /** How to scan a file; the engine is asked when this is first called. @throws {EngineError} */
  readonly job: () => Promise<ScanJobSettings>;
}

export interface ReadyRulesOptions {
  readonly engine: ScanEngine;
  readonly cache: ResultCache | undefined;
  readonly libyara: string | undefined;
  readonly signal: AbortSignal;
}

/** @throws {EngineError} when there is no engine, or when it fails for another reason than the text of the rules. */
export async function readyRules(
  request: ScanRequest,
  options: ReadyRulesOptions,
): Promise<ReadyRules | { readonly type: 'rejected'; readonly messages: EngineMessage[] }> {
  const { cache, libyara } = options;
  const { externals, fileVariables = [] } = request;
  const texts = await readRuleTexts(
    request,
    fileVariables.filter((name) => !externals.some((external) => external.name === name)),
  );
  const filled = fileVariables.filter((name) => texts.variables.includes(name));
  const compile = () => compiled(request, filled, options);
  const rulesHash = texts.hash;
  const library = [libyara ?? null, process.env['CRYPTEX_LIBYARA'] ?? null];
  const cached =
    cache && !texts.timeDependent
      ? new CachedResults(cache, [rulesHash, externals, filled, library], resultSettings(request))
      : undefined;
  const known = await cached?.open();
  if (known) {
    let job: Promise<ScanJobSettings> | undefined;
    return { type: 'ready', known, rulesHash, cached, job: () => (job ??= sameAs(known, compile, cached)) };
  }
  const prepared = await compile();
  if (prepared.type === 'rejected') return prepared;
  await cached?.begin(prepared.known);
  return { type: 'ready', known: prepared.known, rulesHash, cached, job: () => Promise.resolve(prepared.job) };
}

/** What decides a result besides rules, library and file. */
function resultSettings({ fast, filter, maxMatchesPerPattern, maxMatchBytes }: ScanRequest) {
  return { fast, filter, maxMatchesPerPattern, maxMatchBytes };
}

async function compiled(
  request: ScanRequest,
  filled: readonly NonNullable<ScanRequest['fileVariables']>[number][],
  { engine, signal }: ReadyRulesOptions,
) {
  const { rules, includeDirectories, timeoutSeconds, fast, filter, maxMatchesPerPattern, maxMatchBytes } = request;
  const empty = filled.map((name) => ({ type: 'string', name, value: '' }) as const);
  const externals = [...request.externals, ...empty];
  const [info, prepared] = await Promise.all([
    engine.describe(signal),
    engine.prepare({ sources: rules, externals, includeDirectories }, signal),
  ]);
  if (prepared.type === 'rejected') return prepared;
  const { messages, rules: ruleCount = 0, patterns = 0 } = prepared.result;
  const limits = { timeoutSeconds, fast, maxMatchesPerPattern, maxMatchBytes, ...(filter ? { filter } : {}) };
  const variables = filled.length > 0 ? { fileVariables: [...filled] } : {};
  const job: ScanJobSettings = { kind: 'scan-files', rules: prepared.file, externals: [], ...variables, ...limits };
  const known: KnownRules = { engine: info, rules: ruleCount, patterns, warnings: messages };
  return { type: 'compiled', known, job } as const;
}

/** What was said of the rules without an engine must hold with it. */
async function sameAs(
  known: KnownRules,
  compile: () => ReturnType<typeof compiled>,
  cached: CachedResults | undefined,
): Promise<ScanJobSettings> {
  const prepared = await compile();
  if (prepared.type === 'rejected') {
    throw new EngineError('changed', 'The rules have changed and have errors now; scan again to see them.');
  }
  if (prepared.known.engine.path !== known.engine.path || prepared.known.engine.version !== known.engine.version) {
    await cached?.begin(prepared.known);
    await cached?.save();
    throw new EngineError('changed', 'Another libyara is in use than for the last scan with these rules; scan again.');
  }
  return prepared.job;
}

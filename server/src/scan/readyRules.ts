/** The rules of a scan, as ready as they have to be: compiled, or known from an earlier scan until a file needs more. */
import { EngineError } from '../common/errors.ts';
import { sha256OfFile } from '../common/hashFile.ts';
import type { EngineMessage } from '../protocol/compileJob.ts';
import type { FileVariable, ScanFilesJob } from '../protocol/scanJob.ts';
import type { ScanRequest } from '../protocol/scan.ts';
import { CachedResults, type KnownRules } from './cachedResults.ts';
import type { ResultCache, RulesRecord } from './resultCache.ts';
import { readRuleTexts, type RuleTexts } from './ruleTexts.ts';
import type { ScanEngine } from './scanEngine.ts';

/** What is the same for all files of a scan. */
export type ScanJobSettings = Omit<ScanFilesJob, 'paths'>;

export interface ReadyRules {
  readonly type: 'ready';
  readonly known: KnownRules;
  /** SHA-256 of the rules; see {@link readRuleTexts}. */
  readonly rulesHash: string;
  /** Whether rules read variables that differ by file. */
  readonly tellNamesApart: boolean;
  /** Where the results of unchanged files are; absent when none may be used. */
  readonly cached: CachedResults | undefined;
  /** How to scan a file; the engine is asked when this is first called. @throws {EngineError} */
  readonly job: () => Promise<ScanJobSettings>;
}

export interface ReadyRulesOptions {
  readonly engine: ScanEngine;
  readonly cache: ResultCache | undefined;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
}

interface Rejected {
  readonly type: 'rejected';
  readonly messages: EngineMessage[];
}

/** @throws {EngineError} when there is no engine, or when it fails for another reason than the text of the rules. */
export async function readyRules(request: ScanRequest, options: ReadyRulesOptions): Promise<ReadyRules | Rejected> {
  if (request.compiled) return readyCompiled(request, options);
  // What modules were given is not looked at again, and costs are those of this time.
  const cache = request.moduleData || request.profile ? undefined : options.cache;
  const cached = cache && new CachedResults(cache, request, options.startedAt.getTime());
  const record = await cached?.open();
  if (record) {
    const { known, rulesHash, variables } = record;
    let job: Promise<ScanJobSettings> | undefined;
    const settings = () => (job ??= jobOf(record, request, options));
    return { type: 'ready', rulesHash, tellNamesApart: variables.length > 0, cached, known, job: settings };
  }
  const texts = await readRuleTexts(request, namesToFill(request));
  const compiled = await compile(request, texts, options);
  if (compiled.type === 'rejected') return compiled;
  cached?.begin(compiled.known, texts, compiled.includes);
  const { known, job } = compiled;
  const tellNamesApart = texts.variables.length > 0;
  return { type: 'ready', rulesHash: texts.hash, tellNamesApart, cached, known, job: () => Promise.resolve(job) };
}

/** Compiled rules that a person named. What they say is not kept: they are read by libyara alone. */
async function readyCompiled(request: ScanRequest, { engine, signal }: ReadyRulesOptions): Promise<ReadyRules> {
  const [{ path: rules } = { path: '' }] = request.rules;
  const loaded = { rules, foreign: true } as const;
  const [info, { stats }] = await Promise.all([
    engine.describe(signal),
    engine.run({ kind: 'stats', ...loaded }, signal),
  ]);
  const known: KnownRules = { engine: info, rules: stats.rules, patterns: stats.patterns, warnings: [] };
  const job: ScanJobSettings = {
    kind: 'scan-files',
    ...loaded,
    externals: request.externals,
    ...limitsOf(request),
  };
  const rulesHash = await sha256OfFile(rules);
  return { type: 'ready', rulesHash, tellNamesApart: false, cached: undefined, known, job: () => Promise.resolve(job) };
}

function limitsOf({ timeoutSeconds, fast, filter, moduleData, printModuleData, profile, ...request }: ScanRequest) {
  const { maxMatchesPerPattern, maxMatchBytes } = request;
  const limits = { timeoutSeconds, fast, maxMatchesPerPattern, maxMatchBytes };
  return {
    ...limits,
    ...(filter ? { filter } : {}),
    ...(moduleData ? { moduleData } : {}),
    ...(printModuleData ? { printModuleData } : {}),
    ...(profile ? { profile } : {}),
  };
}

function namesToFill({ externals, fileVariables = [] }: ScanRequest): FileVariable[] {
  return fileVariables.filter((name) => !externals.some((external) => external.name === name));
}

async function compile(request: ScanRequest, texts: RuleTexts, { engine, signal }: ReadyRulesOptions) {
  const { rules, includeDirectories } = request;
  const filled = [...texts.variables];
  const sources = rules.map((rule, index) => ({
    ...rule,
    ...(texts.sources[index] ? { sha256: texts.sources[index] } : {}),
  }));
  const externals = [...request.externals, ...filled.map((name) => ({ type: 'string', name, value: '' }) as const)];
  const [info, prepared] = await Promise.all([
    engine.describe(signal),
    engine.prepare({ sources, externals, includeDirectories }, signal),
  ]);
  if (prepared.type === 'rejected') return prepared;
  const { messages, includes, rules: ruleCount = 0, patterns = 0 } = prepared.result;
  const known: KnownRules = { engine: info, rules: ruleCount, patterns, warnings: messages };
  const fileVariables = filled.length > 0 ? { fileVariables: filled } : {};
  const job: ScanJobSettings = {
    kind: 'scan-files',
    rules: prepared.file,
    externals: [],
    ...fileVariables,
    ...limitsOf(request),
  };
  return { type: 'compiled', known, includes, job } as const;
}

/** Compiles what is known already. Results of two states of the rules don't go together. */
async function jobOf(record: RulesRecord, request: ScanRequest, options: ReadyRulesOptions): Promise<ScanJobSettings> {
  const texts = await readRuleTexts(request, namesToFill(request));
  const compiled = texts.hash === record.rulesHash ? await compile(request, texts, options) : undefined;
  if (compiled?.type === 'compiled' && compiled.known.engine.path === record.known.engine.path) return compiled.job;
  throw new EngineError('changed', 'The rules or the library have changed since the scan began. Scan again.');
}

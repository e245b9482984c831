/** The rules of a scan: what was said of them, and how files are scanned with them. */
import type { EngineMessage, ScanFilesJob } from '../protocol/engine.ts';
import type { ScanEvent, ScanRequest } from '../protocol/scan.ts';
import { readRuleTexts } from './ruleTexts.ts';
import type { ScanEngine } from './scanEngine.ts';

type Started = Extract<ScanEvent, { type: 'started' }>;

export interface ReadyRules {
  readonly type: 'ready';
  readonly known: Pick<Started, 'engine' | 'rules' | 'patterns' | 'warnings'>;
  /** SHA-256 of the rules; see {@link readRuleTexts}. */
  readonly rulesHash: string;
  /** What is the same for all files. */
  readonly job: Omit<ScanFilesJob, 'paths'>;
}

/** @throws {EngineError} when there is no engine, or when it fails for another reason than the text of the rules. */
export async function readyRules(
  request: ScanRequest,
  engine: ScanEngine,
  signal: AbortSignal,
): Promise<ReadyRules | { readonly type: 'rejected'; readonly messages: EngineMessage[] }> {
  const { rules, includeDirectories, timeoutSeconds, fast, filter, maxMatchesPerPattern, maxMatchBytes } = request;
  const { externals: given, fileVariables = [] } = request;
  const texts = await readRuleTexts(
    request,
    fileVariables.filter((name) => !given.some((external) => external.name === name)),
  );
  const filled = [...texts.variables];
  const externals = [...given, ...filled.map((name) => ({ type: 'string', name, value: '' }) as const)];
  const [info, prepared] = await Promise.all([
    engine.describe(signal),
    engine.prepare({ sources: rules, externals, includeDirectories }, signal),
  ]);
  if (prepared.type === 'rejected') return prepared;
  const { messages, rules: ruleCount = 0, patterns = 0 } = prepared.result;
  const limits = { timeoutSeconds, fast, maxMatchesPerPattern, maxMatchBytes, ...(filter ? { filter } : {}) };
  const variables = filled.length > 0 ? { fileVariables: filled } : {};
  return {
    type: 'ready',
    known: { engine: info, rules: ruleCount, patterns, warnings: messages },
    rulesHash: texts.hash,
    job: { kind: 'scan-files', rules: prepared.file, externals: [], ...variables, ...limits },
  };
}

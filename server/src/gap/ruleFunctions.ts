/** Rules as the audit counts them: ported is what YARA-X takes. */
import type { GapFunction } from '../protocol/gap.ts';
import type { RuleFileReadiness } from '../protocol/readiness.ts';
import type { SourceFile, SourceFunction } from './inventory.ts';

/** `readiness` is absent where the engines could not be asked; `because` says why then. */
export function ruleFunctions(
  { functions }: SourceFile,
  readiness: RuleFileReadiness | undefined,
  because: string,
): GapFunction[] {
  return functions.map((rule) => ({ ...bare(rule), ...stateOf(rule, readiness, because) }));
}

function bare({ symbol, file, codename, line, lines }: SourceFunction) {
  return { symbol, file, codename, line, lines, rejected: [], isDrifted: false };
}

function stateOf(
  { symbol }: SourceFunction,
  readiness: RuleFileReadiness | undefined,
  because: string,
): Pick<GapFunction, 'state' | 'note'> {
  if (!readiness) return { state: 'missing', note: because };
  const { libyara, yaraX, refusals, comparison } = readiness;
  if (libyara.verdict === 'failed')
    return { state: 'missing', note: libyara.failure ?? 'libyara failed over the file' };
  if (readiness.status === 'excluded') return { state: 'excluded', note: 'libyara does not take the file itself' };
  if (yaraX.verdict === 'failed') return { state: 'missing', note: yaraX.failure ?? 'YARA-X failed over the file' };
  const refusal = refusals.find(({ rule }) => rule === symbol);
  if (refusal) return { state: 'missing', note: `YARA-X: ${refusal.message}` };
  const whole = refusals.find(({ rule }) => rule === undefined);
  if (whole && readiness.readyRules === 0) return { state: 'missing', note: `YARA-X: ${whole.message}` };
  const difference = comparison?.differences.find(({ rule }) => rule === symbol);
  if (difference) return { state: 'candidate', note: `finds something else in ${difference.sample}` };
  return { state: 'ported', note: comparison ? 'YARA-X takes it, and finds the same' : 'YARA-X takes it' };
}

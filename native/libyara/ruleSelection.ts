/** Which rules libyara is to tell of, and which of them are wanted. */
import type { RuleFilter, ScanJob } from '../../server/src/protocol/scanJob.ts';
import type { RuleFacts } from './ruleReader.ts';

const scanFlags = { fast: 1, reportMatching: 8, reportNotMatching: 16 } as const;

type Selection = Pick<ScanJob, 'fast' | 'filter' | 'countOnly' | 'stopAfterRules'>;

/** Asks libyara for no more than is wanted: each rule that it tells of costs a call. */
export function flagsOf({ fast, filter, countOnly, stopAfterRules }: Selection): number {
  const negated = filter?.negate === true && countOnly !== true;
  const matching = !negated || stopAfterRules !== undefined ? scanFlags.reportMatching : 0;
  const notMatching = negated || stopAfterRules !== undefined ? scanFlags.reportNotMatching : 0;
  return matching | notMatching | (fast ? scanFlags.fast : 0);
}

/** Whether a rule is one of those that the filter is for, matching or not. */
export function passes({ tags, identifier }: RuleFacts, filter: RuleFilter): boolean {
  if (filter.tags && !filter.tags.some((tag) => tags.includes(tag))) return false;
  return !filter.identifiers || filter.identifiers.includes(identifier);
}

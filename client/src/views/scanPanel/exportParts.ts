/** The results of a scan as the events that they came from, a part at a time. */
import type { RuleMatch } from '../../../../server/src/protocol/scanJob.ts';
import type { ScanEvent, ScanOutcome } from '../../../../server/src/protocol/scan.ts';
import type { ScanResults } from './results.ts';

/** Events of one part; a row has at most some tens of kilobytes, most have a few hundred bytes. */
const partSize = 250;

/** All that is kept, which may be less than was found. Notes are what libyara said, and no results. */
export function* exportParts(results: ScanResults): Generator<readonly ScanEvent[], void> {
  let part: ScanEvent[] = [];
  for (const event of events(results)) {
    part.push(event);
    if (part.length < partSize) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** How the scan ended. What is incomplete says so: a scan that failed, and one of which not all results were kept. */
export function exportOutcome({ summary, totals, dropped }: ScanResults, milliseconds: number): ScanOutcome {
  const { done, bytes, matchedFiles, matches, errors } = totals;
  const known = summary ?? { files: done, bytes, matchedFiles, matches, errors, milliseconds, cancelled: true };
  return { type: 'ran', summary: { ...known, cancelled: known.cancelled || dropped > 0 } };
}

function* events({ started, rows, files, rules, remarks }: ScanResults): Generator<ScanEvent> {
  if (started) yield started;
  for (const row of rows) {
    const rule = rules[row.rule];
    const path = files[row.file];
    if (rule === undefined || path === undefined) continue;
    const { namespace, tags, meta } = rule;
    const match: RuleMatch = {
      rule: rule.rule,
      namespace,
      tags: [...tags],
      meta: [...meta],
      patterns: row.patterns,
    };
    yield { type: 'match', path, matches: [match] };
  }
  for (const { path, text, code } of remarks) {
    if (code !== undefined) yield { type: 'error', path, code, message: text };
  }
}

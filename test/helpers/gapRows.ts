/** What the page of the gap report is told of. */
import type { GapRun } from '../../server/src/protocol/gap.ts';
import { totalsOf } from '../../server/src/protocol/gap.ts';
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';

export function gapRow(component: string, more: Partial<GapReportRow> = {}): GapReportRow {
  return {
    ...{ component, language: 'c', paths: [component], status: 'pending', ports: [], risk: 'low' },
    ...{ functions: 4, ported: 0, candidates: 0, bound: 0, drifted: 0, lines: 40, portedLines: 0 },
    ...{ evidence: ['4 functions without a port'], syntaxErrors: false, updatedAt: '2026-05-06T07:08:09.000Z' },
    ...more,
  };
}

export function gapRun(id: number, components: readonly GapReportRow[], more: Partial<GapRun> = {}): GapRun {
  return {
    id,
    at: new Date(Date.UTC(2026, 4, id)).toISOString(),
    settings: { target: 'rust', languages: ['c'], include: [], exclude: [], threshold: 0.6 },
    totals: totalsOf(components),
    ...more,
  };
}

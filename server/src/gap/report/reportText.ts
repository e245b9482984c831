/** A report in any of the formats. */
import { isDeepStrictEqual } from 'node:util';
import { toJson } from '../../common/json.ts';
import type { GapRun } from '../../protocol/gap.ts';
import type { GapReport } from '../../protocol/gapReport.ts';
import type { GapReportFormat } from '../../protocol/gapView.ts';

/** `runs`: of the store, the oldest first, for the trend. Only what the format needs is loaded. */
export async function reportText(format: GapReportFormat, report: GapReport, runs: readonly GapRun[]): Promise<string> {
  switch (format) {
    case 'json':
      return `${toJson(report, 2)}\n`;
    case 'markdown':
      return (await import('./markdown.ts')).markdownReport(report);
    case 'csv':
      return (await import('./csv.ts')).csvReport(report);
    case 'sarif':
      return (await import('./sarif.ts')).sarifReport(report);
    case 'html': {
      const trend = comparable(runs).map(({ at, totals }) => ({ at, ported: totals.ported, all: totals.functions }));
      return (await import('./html.ts')).htmlReport(report, trend);
    }
  }
}

/** Those that were asked as the last one was: others have measured something else. */
export function comparable(runs: readonly GapRun[]): GapRun[] {
  const last = runs.at(-1);
  return runs.filter(({ settings }) => isDeepStrictEqual(settings, last?.settings));
}

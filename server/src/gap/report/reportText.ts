/** A report in any of the formats. */
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
      const trend = runs.map(({ at, totals }) => ({ at, ported: totals.ported, all: totals.functions }));
      return (await import('./html.ts')).htmlReport(report, trend);
    }
  }
}

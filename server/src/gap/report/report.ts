/** What an audit says as a report, the same for every format. */
import { toJsonSchema } from '@valibot/to-json-schema';
import {
  coverage,
  folderOf,
  portedLinesOf,
  portedOf,
  totalsOf,
  type GapComponent,
  type GapFunction,
  type GapTotals,
} from '../../protocol/gap.ts';
import {
  GapReport,
  reportVersion,
  schemaFile,
  type GroupTotals,
  type ReportedComponent,
  type ReportedFunction,
} from '../../protocol/gapReport.ts';
import type { AuditedComponent } from '../../store/gapRows.ts';
import type { AuditResult } from '../draft.ts';

export function reportOf(result: AuditResult, version: string): GapReport {
  const components = result.components.map(({ component }) => component);
  const { totals, settings } = result;
  return {
    ...{ $schema: `./${schemaFile}`, report_version: reportVersion, generator: { name: 'YARA Cryptex', version } },
    ...{ generated_at: result.at, commit: result.commit ?? null, settings },
    totals: {
      ...totals,
      coverage: coverage(totals.ported, totals.functions),
      line_coverage: coverage(totals.portedLines, totals.lines),
    },
    by_language: groups(components, ({ language }) => language),
    by_folder: groups(components, folderOf),
    by_responsible: groups(components, ({ responsible }) => responsible ?? ''),
    components: result.components.map((one) => reported(one, settings.target === 'rust')),
    left_out: [...result.leftOut],
    problems: [...result.problems, ...result.unparsed],
  };
}

/** For programs that read reports: draft 7, which most validators know. */
export function reportSchema(): object {
  return { title: 'Gap report of YARA Cryptex', ...toJsonSchema(GapReport, { target: 'draft-07' }) };
}

function groups(components: readonly GapComponent[], nameOf: (component: GapComponent) => string): GroupTotals[] {
  return [...Map.groupBy(components, nameOf)]
    .map(([name, some]): { name: string } & GapTotals => ({ name, ...totalsOf(some) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function reported({ component, functions }: AuditedComponent, isRust: boolean): ReportedComponent {
  const { status, note } = component;
  const ported = portedOf(component);
  const portedLines = portedLinesOf(component);
  return {
    ...{ component: component.component, language: component.language },
    ...(isRust ? { rust_status: status } : { target_status: status }),
    ...{ responsible: component.responsible ?? null, linked_cryptex: component.linked },
    ...{ path: component.paths[0] ?? '', paths: component.paths, ports: component.ports },
    ...{ functions: component.functions, ported_functions: ported, bound_functions: component.bound },
    ...{ lines: component.lines, ported_lines: portedLines },
    coverage: coverage(ported, component.functions),
    line_coverage: coverage(portedLines, component.lines),
    evidence: component.evidence,
    ...(note !== undefined && { note }),
    ...{ risk: component.risk, drifted: component.drifted > 0, unparsed: component.syntaxErrors },
    updated_at: component.updatedAt,
    details: functions.map(reportedFunction),
  };
}

function reportedFunction({ symbol, match, saidBy, note, isDrifted, ...fn }: GapFunction): ReportedFunction {
  return {
    ...{ function: symbol, file: fn.file, line: fn.line, lines: fn.lines, codename: fn.codename, state: fn.state },
    ...(match && { port: match.port, score: match.score }),
    ...(saidBy !== undefined && { confirmed_by: saidBy }),
    drifted: isDrifted,
    reasons: [...(match?.evidence.map(({ reason }) => reason) ?? []), ...(note === undefined ? [] : [note])],
  };
}

export function statusOf({ rust_status, target_status }: ReportedComponent) {
  return rust_status ?? target_status ?? 'pending';
}

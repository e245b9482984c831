/** `--format markdown`: the totals, and a table of components, for wikis and pull requests. */
import { escapeText } from '../../common/escape.ts';
import type { GapReport, GroupTotals, ReportedComponent } from '../../protocol/gapReport.ts';
import { coverage } from '../../protocol/gap.ts';
import { statusOf } from './report.ts';

const words = { pending: 'pending', in_progress: 'in progress', done: 'done', excluded: 'excluded' } as const;

export function markdownReport(report: GapReport): string {
  const { totals, settings, commit, generated_at } = report;
  const sections = [
    '# Gap audit',
    `${totals.coverage} % of ${totals.functions} functions and ${totals.line_coverage} % of ${totals.lines} lines are ported to ${settings.target}.`,
    table(
      ['', 'components'],
      [
        ['done', totals.done],
        ['in progress', totals.inProgress],
        ['pending', totals.pending],
        ['excluded', totals.excluded],
        ['drifted', totals.drifted],
      ],
    ),
    ...grouped('By language', report.by_language),
    ...grouped('By folder', report.by_folder),
    ...grouped('By responsible', report.by_responsible),
    '## Components',
    table(
      ['component', 'status', 'functions', 'lines', 'risk', 'responsible', 'port', 'evidence'],
      report.components.map(row),
    ),
    `At ${generated_at}${commit === null ? '' : `, commit ${commit}`}.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function row(one: ReportedComponent): (string | number)[] {
  const status = `${words[statusOf(one)]}${one.drifted ? ', drifted' : ''}`;
  const functions = `${one.ported_functions} of ${one.functions}`;
  const said = [...one.evidence, ...(one.note === undefined ? [] : [one.note])].join('; ');
  return [
    one.component,
    status,
    functions,
    `${one.line_coverage} %`,
    one.risk,
    one.responsible ?? '',
    one.ports.join(', '),
    said,
  ];
}

function grouped(title: string, groups: readonly GroupTotals[]): string[] {
  if (groups.length < 2) return [];
  const rows = groups.map(({ name, components, done, functions, ported, lines, portedLines }) => [
    ...[name === '' ? 'nobody' : name, components, done],
    ...[`${coverage(ported, functions)} %`, `${coverage(portedLines, lines)} %`],
  ]);
  return [`## ${title}`, table(['', 'components', 'done', 'functions', 'lines'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- ').join('|')}|`, ...rows.map(line)].join('\n');
}

/** As text: what comes from sources is no markup. */
function cell(value: string | number): string {
  return escapeText(String(value)).replace(/[\\`*_{}[\]<>|#~&]/g, '\\$&');
}

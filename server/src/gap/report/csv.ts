/** `--format csv`: RFC 4180 with a header row, a component a row. */
import { stringify } from 'csv-stringify/sync';
import { escapeText } from '../../common/escape.ts';
import type { GapReport } from '../../protocol/gapReport.ts';
import { statusOf } from './report.ts';

const columns = [
  ...['component', 'language', 'status', 'responsible', 'path', 'ports', 'functions', 'ported_functions'],
  ...['bound_functions', 'lines', 'ported_lines', 'coverage', 'line_coverage', 'risk', 'drifted', 'evidence'],
  ...['note', 'linked_cryptex', 'updated_at'],
] as const;

export function csvReport({ components }: GapReport): string {
  const rows = components.map((one) => {
    const { component, language, responsible, path, ports, evidence, note = '', linked_cryptex, ...rest } = one;
    const told = {
      component,
      responsible: responsible ?? '',
      path,
      ports: ports.join(' '),
      evidence: evidence.join('; '),
      note,
    };
    return {
      ...rest,
      ...Object.fromEntries(Object.entries(told).map(([key, value]) => [key, escapeText(value)])),
      ...{ language, status: statusOf(one), drifted: String(one.drifted), linked_cryptex: linked_cryptex.join(' ') },
    };
  });
  return stringify(rows, { header: true, columns: [...columns], record_delimiter: 'windows', escape_formulas: true });
}

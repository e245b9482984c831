/**
 * `--format csv`: RFC 4180 with a header row. `record` says what a row is: `scan` (where the results come from), `match`
 * (one for each place of a pattern, or one for a rule without any), `error`, or `done`.
 */
import { stringify } from 'csv-stringify/sync';
import { toJson } from '../../common/json.ts';
import { escapeText } from '../../common/escape.ts';
import type { MetaEntry, RuleMatch } from '../../protocol/scanJob.ts';
import { hexOf } from './matchRecord.ts';
import { inPieces } from './pieces.ts';
import { provenance, type ScanWriter, type ScanWriterOptions } from './scanWriter.ts';

const columns = [
  ...['record', 'path', 'namespace', 'rule', 'tags', 'meta'],
  ...['pattern', 'offset', 'length', 'data', 'xor_key', 'code', 'message'],
] as const;
type Row = Partial<Record<(typeof columns)[number], string | number>>;

export function csvWriter({ write, shownPath, version }: ScanWriterOptions): ScanWriter {
  let head = `${columns.join(',')}\r\n`;
  const print = async (rows: Iterable<Row>) => {
    for (const piece of inPieces(lines(rows))) {
      await write(head + piece);
      head = '';
    }
  };
  return {
    onEvent: async (event) => {
      if (event.type === 'started') {
        await print([{ record: 'scan', message: toJson({ cryptex: version, ...provenance(event) }) }]);
      } else if (event.type === 'match') {
        const path = escapeText(shownPath(event.path));
        for (const match of event.matches) await print(matchRows(path, match));
      } else if (event.type === 'error') {
        const { code, message } = event;
        await print([{ record: 'error', path: escapeText(shownPath(event.path)), code, message: escapeText(message) }]);
      }
    },
    finish: async (outcome) => {
      if (outcome.type === 'ran') {
        const { summary } = outcome;
        await print([{ record: 'done', message: toJson({ summary, incomplete: summary.cancelled }) }]);
      } else {
        await print(
          outcome.messages.map(({ level, path, line, text }) => ({
            record: 'error',
            path: escapeText(path),
            code: `rules-${level}`,
            message: `line ${line}: ${escapeText(text)}`,
          })),
        );
      }
    },
  };
}

function* matchRows(path: string, { rule, namespace, tags, meta, patterns }: RuleMatch): Generator<Row, void> {
  const row: Row = { record: 'match', path, namespace: escapeText(namespace), rule };
  row.tags = tags.join(' ');
  row.meta = meta.map(metaText).join('; ');
  let placed = false;
  for (const { identifier, matches } of patterns) {
    for (const { offset, length, data, xorKey } of matches) {
      placed = true;
      yield {
        ...row,
        pattern: identifier,
        offset,
        length,
        data: hexOf(data),
        ...(xorKey === undefined ? {} : { xor_key: xorKey }),
      };
    }
  }
  if (!placed) yield row;
}

function metaText({ name, value }: MetaEntry): string {
  return `${name}=${escapeText(String(value))}`;
}

/** What a spreadsheet would take for a formula gets a `'` in front: names of files and rules are not ours. */
function* lines(rows: Iterable<Row>): Generator<string, void> {
  for (const row of rows) {
    const cells = columns.map((column) => row[column] ?? '');
    yield stringify([cells], { escape_formulas: true, record_delimiter: '\r\n' });
  }
}

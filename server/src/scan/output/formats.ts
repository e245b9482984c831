/** The output formats of a scan: one row a value of `--format`, one file a writer. */
import type { ScanFormat } from '../../protocol/scan.ts';
import { csvWriter } from './csv.ts';
import { htmlWriter } from './html.ts';
import { jsonWriter } from './jsonDocument.ts';
import { ndjsonWriter } from './ndjson.ts';
import { sarifWriter } from './sarif.ts';
import type { ScanWriter, ScanWriterOptions } from './scanWriter.ts';
import { textWriter } from './text.ts';

export const scanFormats = {
  text: textWriter,
  ndjson: ndjsonWriter,
  json: jsonWriter,
  sarif: sarifWriter,
  csv: csvWriter,
  html: htmlWriter,
} satisfies Record<ScanFormat, (options: ScanWriterOptions) => ScanWriter>;

export type ScanFormatName = keyof typeof scanFormats;

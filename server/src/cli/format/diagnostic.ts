/** A diagnostic in words and as JSON. Lines and columns count from 1; columns in UTF-16 code units, as editors do. */
import type { Diagnostic } from '../../language/diagnostics.ts';
import { escapeText } from '../../common/escape.ts';
import type { Colors } from '../terminal/terminal.ts';
import { shortPath } from './engineMessage.ts';

export interface DiagnosticRecord {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly source: Diagnostic['source'];
}

export function diagnosticRecord(
  file: string,
  { range, severity, code, message, source }: Diagnostic,
): DiagnosticRecord {
  const { start, end } = range;
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity,
    code,
    message,
    source,
  };
}

/** `FILE:LINE:COLUMN: severity[code]: message`, as the problem matcher `$cryptex` reads it. */
export function diagnosticText(file: string, diagnostic: Diagnostic, colors: Colors): string {
  const { start } = diagnostic.range;
  const label = `${diagnostic.severity}[${diagnostic.code}]`;
  const colored = diagnostic.severity === 'error' ? colors.red(label) : colors.yellow(label);
  const place = `${escapeText(shortPath(file))}:${start.line + 1}:${start.character + 1}`;
  return `${place}: ${colored}: ${escapeText(diagnostic.message)}`;
}

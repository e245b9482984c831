/** What YARA-X has against rules, as diagnostics. They say nothing against the rules as libyara runs them. */
import type { Diagnostic } from '../language/diagnostics.ts';
import type { Refusal } from '../protocol/readiness.ts';
import type { Range } from '../syntax/yaraDocument.ts';

type Place = Pick<Refusal, 'line' | 'column' | 'endColumn'>;

export function refusalRange({ line, column, endColumn }: Place): Range {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: line - 1, character: endColumn - 1 },
  };
}

/** Its code is the kind of the difference. */
export function refusalDiagnostic(refusal: Place & Pick<Refusal, 'kind' | 'message'>): Diagnostic {
  const { kind, message } = refusal;
  return { range: refusalRange(refusal), severity: 'information', code: kind, message, source: 'yara-x' };
}

/** YARA-X crashed over a file, or took too long. */
export function yaraXFailed(message: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: 'warning',
    code: 'engine-failed',
    message: `It is not known whether this file is ready for YARA-X: ${message}`,
    source: 'yara-x',
  };
}

/** A finding about a rule file, as every face of the product shows it. */
import type { Range } from '../syntax/yaraDocument.ts';

export interface Diagnostic {
  range: Range;
  severity: 'error' | 'warning';
  /** Stable; a heading of docs/diagnostics.md. */
  code: string;
  message: string;
  /** `syntax`: from the tree. `libyara`: its own judgement. */
  source: 'syntax' | 'libyara';
  /** What a quick-fix needs to know; the identifier that libyara does not know, for instance. */
  subject?: string;
}

/** Where a code is explained. */
export function documentationUrl(code: string): string {
  return `https://github.com/yara-cryptex/yara-cryptex/blob/main/docs/diagnostics.md#${code}`;
}

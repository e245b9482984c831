/** A finding about a rule file, as every face of the product shows it. */
import type { Range } from '../syntax/yaraDocument.ts';

export interface Diagnostic {
  range: Range;
  severity: 'error' | 'warning' | 'information';
  /** Stable; a heading of docs/diagnostics.md, or a row of docs/readiness.md. */
  code: string;
  message: string;
  /** `syntax`: from the tree. `libyara`: its own judgement. `yara-x`: what YARA-X has against what libyara takes. */
  source: 'syntax' | 'libyara' | 'yara-x';
  /** What a quick-fix needs to know; the identifier that libyara does not know, for instance. */
  subject?: string;
}

const documentation = 'https://github.com/yara-cryptex/yara-cryptex/blob/main/docs';

/** Where a code is explained. */
export function documentationUrl({ code, source }: Pick<Diagnostic, 'code' | 'source'>): string {
  return source === 'yara-x' && code !== 'engine-failed'
    ? `${documentation}/readiness.md#what-is-refused`
    : `${documentation}/diagnostics.md#${code}`;
}

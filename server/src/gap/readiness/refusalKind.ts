/** Which of the known differences between libyara and YARA-X an error of YARA-X is about. */
import type { RefusalKind } from '../../protocol/readiness.ts';
import type { Complaint } from './complaint.ts';

/** By its code, and by what it says where one code is used for several things. The first row that fits is taken. */
const rows: readonly { readonly code: string; readonly says?: RegExp; readonly kind: RefusalKind }[] = [
  { code: 'E001', says: /found `(with|include|import)`/, kind: 'reserved-word' },
  { code: 'E001', says: /expecting .*`rule`, found `(global|private)`/, kind: 'repeated-modifier' },
  { code: 'E001', kind: 'syntax' },
  { code: 'E002', kind: 'wrong-type' },
  { code: 'E003', kind: 'wrong-type' },
  { code: 'E004', kind: 'wrong-type' },
  { code: 'E005', kind: 'wrong-arguments' },
  { code: 'E006', kind: 'negative-number' },
  { code: 'E007', kind: 'negative-number' },
  { code: 'E008', kind: 'missing-field' },
  { code: 'E009', kind: 'undeclared' },
  { code: 'E010', kind: 'missing-module' },
  { code: 'E012', kind: 'duplicate-rule' },
  { code: 'E014', says: /repetition|did you mean `\\\{`/, kind: 'unescaped-brace' },
  { code: 'E014', says: /unrecognized escape|escape sequence|backreference/, kind: 'unknown-regex-escape' },
  { code: 'E014', says: /empty string/, kind: 'empty-match' },
  { code: 'E014', kind: 'invalid-regex' },
  { code: 'E017', kind: 'entrypoint' },
  { code: 'E024', says: /base64|too short/, kind: 'short-base64' },
  { code: 'E024', says: /zero-length jump/, kind: 'zero-jump' },
  { code: 'E024', kind: 'invalid-pattern' },
  { code: 'E029', kind: 'unknown-text-escape' },
  { code: 'E032', kind: 'not-utf8' },
  { code: 'E042', kind: 'missing-include' },
  { code: 'E044', kind: 'missing-include' },
  { code: 'E045', kind: 'arbitrary-prefix' },
];

/** `other` for what is not known here. */
export function refusalKind({ code, title, label }: Complaint): RefusalKind {
  const said = `${title}: ${label}`;
  return rows.find((row) => row.code === code && (row.says?.test(said) ?? true))?.kind ?? 'other';
}

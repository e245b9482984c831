/** What YARA-X says when it refuses something, taken apart. */

export interface Complaint {
  /** `E014` */
  readonly code: string;
  /** What kind of thing is wrong: `invalid regular expression`. */
  readonly title: string;
  /** What is wrong at this place: `unclosed counted repetition`. Empty where it says no more. */
  readonly label: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
  /** Columns that it underlines; at least 1. */
  readonly width: number;
}

/** An error as the compiler prints it, with the line that it quotes. Undefined where it has another form. */
export function complaintOf(text: string): Complaint | undefined {
  const rows = text.split('\n');
  const place = /^ *--> .*:(\d+):(\d+)$/;
  const at = rows.findIndex((row) => place.test(row));
  // A name that it quotes may have line breaks in it.
  const [, code, title] = /^error\[(E\d+)\]: (.*)$/s.exec(rows.slice(0, Math.max(at, 0)).join(' ')) ?? [];
  const [, line, column] = place.exec(rows[at] ?? '') ?? [];
  const quoted = rows.slice(at + 1);
  if (code === undefined || title === undefined || line === undefined || column === undefined) return undefined;
  // The primary place is underlined with `^`, others with `-`; its label stands behind it, or under it.
  const mark = quoted.findIndex((row) => /^ *\|[ -]*.*\^/.test(row) && !/^ *\d+ \|/.test(row));
  const [, carets = '^', behind = ''] = /(\^+)([^^]*)$/.exec(quoted[mark] ?? '') ?? [];
  const below = quoted.slice(mark + 1).find((row) => /^ *\| +[^|\s]/.test(row));
  const beside = behind.trim();
  const label = beside === '' ? (/^ *\| +(.*)$/.exec(below ?? '')?.[1]?.trim() ?? '') : beside;
  return { code, title, label, line: Number(line), column: Number(column), width: carets.length };
}

/** In a sentence. */
export function complaintText({ title, label }: Complaint): string {
  return label === '' ? title : `${title}: ${label}`;
}

/**
 * The results of one scan: rows of file and rule, in the order in which they came. Fed by scan events, read by the view;
 * knows neither. What all matches of a rule share (tags, metas) is kept once.
 */
import type { MetaEntry, RuleMatch } from '../../../../server/src/protocol/scanJob.ts';
import type { ScanEvent, ScanSummary, SlowFile } from '../../../../server/src/protocol/scan.ts';
import type { PanelRemark, PanelResults, PanelRule } from '../../../../server/src/protocol/webview.ts';

export interface ScannedRule extends PanelRule {
  readonly meta: readonly MetaEntry[];
}
/** A remark as it was told; errors have a code. */
export interface ScanRemark extends PanelRemark {
  readonly code?: string;
}
export interface Result {
  readonly file: number;
  readonly rule: number;
  readonly patterns: RuleMatch['patterns'];
}
/** How much of the results has been read. */
export interface Cursor {
  readonly files: number;
  readonly rules: number;
  readonly rows: number;
  readonly remarks: number;
}
export const start: Cursor = { files: 0, rules: 0, rows: 0, remarks: 0 };

/** Results beyond these numbers are counted but not kept; the view says so. */
export const maxRows = 200_000;
export const maxRemarks = 10_000;
const maxRemarkLength = 1000;

export class ScanResults {
  readonly files: string[] = [];
  readonly rules: ScannedRule[] = [];
  readonly rows: Result[] = [];
  readonly remarks: ScanRemark[] = [];
  readonly #fileNumbers = new Map<string, number>();
  readonly #ruleNumbers = new Map<string, number>();
  readonly #matched = new Set<string>();
  totals = { found: 0, done: 0, bytes: 0, walking: true, matchedFiles: 0, matches: 0, errors: 0 };
  /** Where the results come from; undefined until the rules are compiled. */
  started: Extract<ScanEvent, { type: 'started' }> | undefined;
  summary: ScanSummary | undefined;
  /** Longest first; known at the end. */
  slowest: readonly SlowFile[] = [];
  dropped = 0;

  /** Takes events in order. */
  apply(events: readonly ScanEvent[]): void {
    for (const event of events) {
      switch (event.type) {
        case 'match':
          this.#addMatches(event.path, event.matches);
          break;
        case 'note':
          for (const note of event.notes) this.#addRemark({ kind: 'note', path: event.path, text: remarkText(note) });
          break;
        case 'error':
          this.totals.errors += 1;
          this.#addRemark({ kind: 'error', path: event.path, text: event.message, code: event.code });
          break;
        case 'progress':
          Object.assign(this.totals, {
            found: event.found,
            done: event.done,
            bytes: event.bytes,
            walking: event.walking,
          });
          break;
        case 'done':
          this.summary = event.summary;
          this.slowest = event.slowest ?? [];
          break;
        case 'started':
          this.started = event;
          break;
      }
    }
  }

  /** At most `limit` rows and remarks after `cursor`, with the files and rules that they name, and where the rest begins. */
  after(cursor: Cursor, limit: number): { readonly results: Omit<PanelResults, 'scan'>; readonly next: Cursor } {
    const rows = this.rows.slice(cursor.rows, cursor.rows + limit);
    const remarks = this.remarks.slice(cursor.remarks, cursor.remarks + limit);
    let { files, rules } = cursor;
    for (const row of rows) {
      files = Math.max(files, row.file + 1);
      rules = Math.max(rules, row.rule + 1);
    }
    return {
      results: {
        files: this.files.slice(cursor.files, files),
        rules: this.rules.slice(cursor.rules, rules).map(panelRule),
        rows: rows.map((row) => [row.file, row.rule, matchCount(row)]),
        remarks: remarks.map(({ kind, path, text }) => ({ kind, path, text })),
      },
      next: { files, rules, rows: cursor.rows + rows.length, remarks: cursor.remarks + remarks.length },
    };
  }

  #addMatches(path: string, matches: readonly RuleMatch[]): void {
    if (!this.#matched.has(path)) {
      this.#matched.add(path);
      this.totals.matchedFiles += 1;
    }
    this.totals.matches += matches.length;
    for (const match of matches) {
      if (this.rows.length >= maxRows) {
        this.dropped += 1;
        continue;
      }
      this.rows.push({ file: this.#fileNumber(path), rule: this.#ruleNumber(match), patterns: match.patterns });
    }
  }

  #addRemark(remark: ScanRemark): void {
    if (this.remarks.length >= maxRemarks) {
      this.dropped += 1;
    } else {
      this.remarks.push({ ...remark, text: remark.text.slice(0, maxRemarkLength) });
    }
  }

  #fileNumber(path: string): number {
    return numberOf(this.#fileNumbers, path, () => this.files.push(path));
  }

  #ruleNumber({ rule, namespace, tags, meta }: RuleMatch): number {
    return numberOf(this.#ruleNumbers, `${namespace}\0${rule}`, () => this.rules.push({ rule, namespace, tags, meta }));
  }
}

export function panelRule({ rule, namespace, tags }: ScannedRule): PanelRule {
  return { rule, namespace, tags: [...tags] };
}

function matchCount({ patterns }: Result): number {
  return patterns.reduce((sum, pattern) => sum + pattern.matchCount, 0);
}

/** `add` answers the new length. */
function numberOf(numbers: Map<string, number>, key: string, add: () => number): number {
  const known = numbers.get(key);
  if (known !== undefined) {
    return known;
  }
  const added = add() - 1;
  numbers.set(key, added);
  return added;
}

function remarkText({ kind, text }: Extract<ScanEvent, { type: 'note' }>['notes'][number]): string {
  switch (kind) {
    case 'console':
    case 'module-data':
      return text;
    case 'too-many-matches':
      return `${text}: too many matches`;
    case 'slow-pattern':
      return `${text}: slow pattern, matches may be missing`;
  }
}

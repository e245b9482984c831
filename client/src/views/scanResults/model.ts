/**
 * The results of one scan as a tree: file → rule → match. Fed by scan events, read by the tree view; knows neither.
 *
 * A scan can report more files than a tree can show, so the model keeps a bounded number and hands them out in pages,
 * and builds the nodes of a file's rules and matches when they are asked for.
 */
import type { PatternMatch, RuleMatch, ScanNote } from '../../../../server/src/protocol/engine.ts';
import type { ScanEvent, ScanSummary } from '../../../../server/src/protocol/scan.ts';

export interface FileNode {
  readonly kind: 'file';
  readonly id: string;
  readonly path: string;
  readonly matches: readonly RuleMatch[];
  readonly notes: readonly ScanNote[];
}
export interface RuleNode {
  readonly kind: 'rule';
  readonly id: string;
  readonly file: FileNode;
  readonly match: RuleMatch;
}
export interface MatchNode {
  readonly kind: 'match';
  readonly id: string;
  readonly rule: RuleNode;
  readonly pattern: string;
  readonly match: PatternMatch;
}
/** Matches of a pattern that were counted but not sent. */
export interface OmittedNode {
  readonly kind: 'omitted';
  readonly id: string;
  readonly rule: RuleNode;
  readonly pattern: string;
  readonly count: number;
}
/** What libyara said while it scanned the file, such as the console output of a rule. */
export interface NoteNode {
  readonly kind: 'note';
  readonly id: string;
  readonly file: FileNode;
  readonly note: ScanNote;
}
/** A target that could not be scanned. */
export interface ProblemNode {
  readonly kind: 'problem';
  readonly id: string;
  readonly path: string;
  readonly message: string;
}
/** Stands for the files after the last page. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: 'more';
  readonly hidden: number;
}
export type RootNode = FileNode | ProblemNode | MoreNode;
export type ScanNode = RootNode | RuleNode | MatchNode | OmittedNode | NoteNode;

export interface ScanTotals {
  readonly found: number;
  readonly done: number;
  readonly walking: boolean;
  readonly current: string | undefined;
  readonly matchedFiles: number;
  /** Rules that matched, summed over files. */
  readonly matches: number;
  readonly errors: number;
}
const nothing: ScanTotals = {
  found: 0,
  done: 0,
  walking: true,
  current: undefined,
  matchedFiles: 0,
  matches: 0,
  errors: 0,
};

export const pageSize = 500;
/** Files beyond this number are counted but not kept; the summary says so. */
export const maxFiles = 20_000;

const maxNotes = 100;

export class ScanResultsModel {
  readonly #nodes = new Map<string, FileNode | ProblemNode>();
  #shown = pageSize;
  #dropped = 0;
  totals: ScanTotals = nothing;
  summary: ScanSummary | undefined;

  /** Takes events in order. Returns true when the list of files changed. */
  apply(events: readonly ScanEvent[]): boolean {
    let listChanged = false;
    for (const event of events) {
      switch (event.type) {
        case 'match':
          this.totals = {
            ...this.totals,
            matchedFiles: this.totals.matchedFiles + 1,
            matches: this.totals.matches + event.matches.length,
          };
          this.#add(event.path, event.matches, []);
          listChanged = true;
          break;
        case 'note':
          this.#add(event.path, [], event.notes);
          listChanged = true;
          break;
        case 'error':
          this.totals = { ...this.totals, errors: this.totals.errors + 1 };
          this.#keep({ kind: 'problem', id: `problem:${event.path}`, path: event.path, message: event.message });
          listChanged = true;
          break;
        case 'progress':
          this.totals = {
            ...this.totals,
            found: event.found,
            done: event.done,
            walking: event.walking,
            current: event.current,
          };
          break;
        case 'done':
          this.summary = event.summary;
          break;
        case 'started':
          break;
      }
    }
    return listChanged;
  }

  /** Workers answer in any order; a finished scan lists its files by path, matches before problems. */
  sort(): void {
    const sorted = [...this.#nodes.values()].sort((a, b) =>
      a.kind === b.kind ? (a.path < b.path ? -1 : Number(a.path > b.path)) : a.kind === 'file' ? -1 : 1,
    );
    this.#nodes.clear();
    for (const node of sorted) {
      this.#nodes.set(node.id, node);
    }
  }

  get isEmpty(): boolean {
    return this.#nodes.size === 0;
  }

  showMore(): void {
    this.#shown += pageSize;
  }

  roots(): readonly RootNode[] {
    const shown: RootNode[] = [];
    for (const node of this.#nodes.values()) {
      if (shown.length === this.#shown) {
        break;
      }
      shown.push(node);
    }
    const hidden = this.#nodes.size - shown.length;
    return hidden > 0 ? [...shown, { kind: 'more', id: 'more', hidden }] : shown;
  }

  /** Files that were reported but are not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Matches and notes of a file come in events of their own. */
  #add(path: string, matches: readonly RuleMatch[], notes: readonly ScanNote[]): void {
    const id = `file:${path}`;
    const known = this.#nodes.get(id);
    const before = known?.kind === 'file' ? known : { matches: [], notes: [] };
    this.#keep({
      kind: 'file',
      id,
      path,
      matches: [...before.matches, ...matches],
      notes: [...before.notes, ...notes].slice(0, maxNotes),
    });
  }

  #keep(node: FileNode | ProblemNode): void {
    if (this.#nodes.size >= maxFiles && !this.#nodes.has(node.id)) {
      this.#dropped += 1;
      return;
    }
    this.#nodes.set(node.id, node);
  }
}

/** Children of a node, with identifiers that stay the same when the same scan is run again. */
export function childrenOf(node: ScanNode): readonly ScanNode[] {
  switch (node.kind) {
    case 'file':
      return [
        ...node.matches.map((match): RuleNode => ({
          kind: 'rule',
          id: `rule:${node.path}\0${match.namespace}:${match.rule}`,
          file: node,
          match,
        })),
        ...node.notes.map((note, index): NoteNode => ({
          kind: 'note',
          id: `note:${node.path}\0${index}`,
          file: node,
          note,
        })),
      ];
    case 'rule':
      return node.match.patterns.flatMap((pattern) => matchNodes(node, pattern));
    case 'match':
    case 'omitted':
    case 'note':
    case 'problem':
    case 'more':
      return [];
  }
}

export function parentOf(node: ScanNode): ScanNode | undefined {
  switch (node.kind) {
    case 'rule':
    case 'note':
      return node.file;
    case 'match':
    case 'omitted':
      return node.rule;
    case 'file':
    case 'problem':
    case 'more':
      return undefined;
  }
}

function matchNodes(rule: RuleNode, pattern: RuleMatch['patterns'][number]): ScanNode[] {
  const nodes: ScanNode[] = pattern.matches.map((match, index) => ({
    kind: 'match',
    // A pattern can match twice at one offset (with different lengths), hence the index.
    id: `match:${rule.id}\0${pattern.identifier}@${match.offset}#${index}`,
    rule,
    pattern: pattern.identifier,
    match,
  }));
  const count = pattern.matchCount - pattern.matches.length;
  if (count > 0) {
    nodes.push({
      kind: 'omitted',
      id: `omitted:${rule.id}\0${pattern.identifier}`,
      rule,
      pattern: pattern.identifier,
      count,
    });
  }
  return nodes;
}

/** Results grouped, filtered and sorted into the rows of a tree. Knows no page: it is what the tree shows. */
import type { PanelRemark, PanelResults, PanelRule } from '../../server/src/protocol/webview.ts';

export type Grouping = 'file' | 'rule' | 'tag';
export type Sorting = 'found' | 'name' | 'matches';

export interface ResultRow {
  readonly file: number;
  readonly rule: number;
  readonly matches: number;
}
export interface Group {
  readonly kind: 'results' | 'errors' | 'notes';
  readonly key: string;
  /** Numbers of rows, or of remarks, that the filter lets through. */
  readonly members: number[];
  matches: number;
}
export type Entry =
  | { readonly kind: 'group'; readonly group: Group; readonly expanded: boolean }
  | { readonly kind: 'result' | 'remark'; readonly group: Group; readonly number: number; readonly position: number };

export interface ListOptions {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  /** Words that must all be in the path, the rule's name, its namespace or its tags; in any case. */
  readonly filter: string;
}

export const untagged = '';

export class ResultList {
  readonly files: string[] = [];
  readonly rules: PanelRule[] = [];
  readonly rows: ResultRow[] = [];
  readonly remarks: PanelRemark[] = [];
  /** Matching results by number of rule. */
  readonly #byRule: number[] = [];
  #options: ListOptions;
  #words: readonly string[] = [];
  #groups = new Map<string, Group>();
  #sorted: Group[] = [];
  #errors: Group = emptyGroup('errors');
  #notes: Group = emptyGroup('notes');
  readonly #expanded = new Set<string>();
  /** Of each entry its group, and the place in the group or -1 for the group itself. */
  #entryGroups: Group[] = [];
  #entryPlaces: number[] = [];
  #shown = 0;

  constructor(options: ListOptions) {
    this.#options = options;
    this.setOptions(options);
  }

  /** Rows that the filter lets through. */
  get shown(): number {
    return this.#shown;
  }

  get length(): number {
    return this.#entryGroups.length;
  }

  get groups(): readonly Group[] {
    return this.#sorted;
  }

  clear(): void {
    for (const list of [this.files, this.rules, this.rows, this.remarks, this.#byRule]) list.length = 0;
    this.#expanded.clear();
    this.setOptions(this.#options);
  }

  /** Call {@link arrange} before reading entries. */
  add(results: Omit<PanelResults, 'scan'>): void {
    this.files.push(...results.files);
    this.rules.push(...results.rules);
    for (const [file, rule, matches] of results.rows) {
      this.rows.push({ file, rule, matches });
      this.#byRule[rule] = (this.#byRule[rule] ?? 0) + 1;
      this.#place(this.rows.length - 1);
    }
    for (const remark of results.remarks) {
      this.remarks.push(remark);
      this.#placeRemark(this.remarks.length - 1);
    }
  }

  setOptions(options: ListOptions): void {
    this.#options = options;
    this.#words = options.filter
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    this.#groups = new Map();
    this.#sorted = [];
    this.#errors = emptyGroup('errors');
    this.#notes = emptyGroup('notes');
    this.#shown = 0;
    for (let number = 0; number < this.rows.length; number++) this.#place(number);
    for (let number = 0; number < this.remarks.length; number++) this.#placeRemark(number);
    this.arrange();
  }

  /** Sorts, and lays the entries out. */
  arrange(): void {
    const { sorting } = this.#options;
    // What was sorted before and what was appended since are runs, which make sorting as cheap as merging them.
    if (sorting === 'name') this.#sorted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    else if (sorting === 'matches') this.#sorted.sort((a, b) => b.matches - a.matches);
    const groups: Group[] = [];
    const places: number[] = [];
    const layOut = (group: Group): void => {
      groups.push(group);
      places.push(-1);
      if (this.#expanded.has(identity(group))) {
        for (let place = 0; place < group.members.length; place++) {
          groups.push(group);
          places.push(place);
        }
      }
    };
    this.#sorted.forEach(layOut);
    for (const group of [this.#errors, this.#notes]) if (group.members.length > 0) layOut(group);
    this.#entryGroups = groups;
    this.#entryPlaces = places;
  }

  entry(index: number): Entry | undefined {
    const group = this.#entryGroups[index];
    const place = this.#entryPlaces[index];
    if (group === undefined || place === undefined) {
      return undefined;
    }
    const number = group.members[place];
    return number === undefined
      ? { kind: 'group', group, expanded: this.#expanded.has(identity(group)) }
      : { kind: group.kind === 'results' ? 'result' : 'remark', group, number, position: place };
  }

  /** Entries before `index` up to its group, or itself. */
  groupIndex(index: number): number {
    return index - ((this.#entryPlaces[index] ?? -1) + 1);
  }

  setExpanded(group: Group, expanded: boolean): void {
    if (expanded) this.#expanded.add(identity(group));
    else this.#expanded.delete(identity(group));
    this.arrange();
  }

  collapseAll(): void {
    this.#expanded.clear();
    this.arrange();
  }

  /** The rules with the most matching files, most first. */
  topRules(limit: number): readonly { readonly rule: PanelRule; readonly results: number }[] {
    return this.rules
      .map((rule, number) => ({ rule, results: this.#byRule[number] ?? 0 }))
      .sort((a, b) => b.results - a.results)
      .slice(0, limit);
  }

  #place(number: number): void {
    const row = this.rows[number];
    const rule = row && this.rules[row.rule];
    const file = row && this.files[row.file];
    if (row === undefined || rule === undefined || file === undefined) return;
    if (!this.#passes(`${file}\n${rule.namespace}\n${rule.rule}\n${rule.tags.join('\n')}`)) return;
    this.#shown += 1;
    for (const key of groupKeys(this.#options.grouping, file, rule)) {
      let group = this.#groups.get(key);
      if (group === undefined) {
        group = { kind: 'results', key, members: [], matches: 0 };
        this.#groups.set(key, group);
        this.#sorted.push(group);
      }
      group.members.push(number);
      group.matches += row.matches;
    }
  }

  #placeRemark(number: number): void {
    const remark = this.remarks[number];
    if (remark !== undefined && this.#passes(`${remark.path}\n${remark.text}`)) {
      (remark.kind === 'error' ? this.#errors : this.#notes).members.push(number);
    }
  }

  #passes(text: string): boolean {
    if (this.#words.length === 0) return true;
    const lower = text.toLowerCase();
    return this.#words.every((word) => lower.includes(word));
  }
}

function groupKeys(grouping: Grouping, file: string, rule: PanelRule): readonly string[] {
  switch (grouping) {
    case 'file':
      return [file];
    case 'rule':
      return [rule.namespace === 'default' ? rule.rule : `${rule.namespace}:${rule.rule}`];
    case 'tag':
      return rule.tags.length === 0 ? [untagged] : [...new Set(rule.tags)];
  }
}

function emptyGroup(kind: 'errors' | 'notes'): Group {
  return { kind, key: kind, members: [], matches: 0 };
}

function identity(group: Group): string {
  return `${group.kind}:${group.key}`;
}

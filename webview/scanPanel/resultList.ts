/** Results grouped, filtered and sorted into the rows of a tree. Knows no page: it is what the tree shows. */
import type { PanelRemark, PanelResults, PanelRule } from '../../server/src/protocol/webview.ts';
import { searchWords } from '../shared/text.ts';
import { GroupOrder } from './groupOrder.ts';

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
  /** Counts groups as they are found. */
  readonly order: number;
  /** Numbers of rows, or of remarks, that the filter lets through. */
  readonly members: number[];
  matches: number;
  expanded: boolean;
  /** Without a place in the order, see `GroupOrder`. */
  loose: boolean;
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
  /** Outlives the groups, which another filter makes anew. */
  readonly #expanded = new Set<string>();
  #order = new GroupOrder('found');
  #errors = this.#newGroup('errors');
  #notes = this.#newGroup('notes');
  /** Expanded groups in the order of the list: place among all groups, and number of the first entry behind the group. */
  #open: { readonly place: number; readonly first: number; readonly size: number }[] = [];
  #length = 0;
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
    return this.#length;
  }

  get groups(): readonly Group[] {
    return this.#order.groups;
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
    this.#words = searchWords(options.filter);
    this.#groups = new Map();
    this.#order = new GroupOrder(options.sorting);
    this.#errors = this.#newGroup('errors');
    this.#notes = this.#newGroup('notes');
    this.#shown = 0;
    for (let number = 0; number < this.rows.length; number++) this.#place(number);
    for (let number = 0; number < this.remarks.length; number++) this.#placeRemark(number);
    this.arrange();
  }

  /** Sorts, and lays the entries out. */
  arrange(): void {
    this.#order.arrange();
    this.#open = [];
    const places = this.#order.groups.length + 2;
    let length = 0;
    for (let place = 0; place < places; place++) {
      const group = this.#groupAt(place);
      if (group === undefined) continue;
      length += 1;
      if (!group.expanded) continue;
      this.#open.push({ place, first: length, size: group.members.length });
      length += group.members.length;
    }
    this.#length = length;
  }

  entry(index: number): Entry | undefined {
    const { group, position } = this.#find(index);
    if (group === undefined) return undefined;
    const number = group.members[position];
    return number === undefined
      ? { kind: 'group', group, expanded: group.expanded }
      : { kind: group.kind === 'results' ? 'result' : 'remark', group, number, position };
  }

  /** The entry of the group that the one at `index` is in, or is. */
  groupIndex(index: number): number {
    return index - (this.#find(index).position + 1);
  }

  setExpanded(group: Group, expanded: boolean): void {
    group.expanded = expanded;
    if (expanded) this.#expanded.add(identity(group));
    else this.#expanded.delete(identity(group));
    this.arrange();
  }

  collapseAll(): void {
    this.#expanded.clear();
    for (const group of [...this.#order.groups, this.#errors, this.#notes]) group.expanded = false;
    this.arrange();
  }

  /** The rules with the most matching files, most first. */
  topRules(limit: number): readonly { readonly rule: PanelRule; readonly results: number }[] {
    return this.rules
      .map((rule, number) => ({ rule, results: this.#byRule[number] ?? 0 }))
      .sort((a, b) => b.results - a.results)
      .slice(0, limit);
  }

  /** The place in the group is -1 for the group itself. */
  #find(index: number): { readonly group: Group | undefined; readonly position: number } {
    // The last expanded group that begins at the entry or before it.
    let low = 0;
    let high = this.#open.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#open[middle]?.first ?? Infinity) <= index + 1) low = middle + 1;
      else high = middle;
    }
    const open = this.#open[low - 1];
    if (open === undefined) return { group: this.#groupAt(index), position: -1 };
    const position = index - open.first;
    return position < open.size
      ? { group: this.#groupAt(open.place), position }
      : { group: this.#groupAt(open.place + 1 + position - open.size), position: -1 };
  }

  /** Errors come behind all results, notes behind the errors; where there are none, they have no place. */
  #groupAt(place: number): Group | undefined {
    const { groups } = this.#order;
    if (place < groups.length) return groups[place];
    return [this.#errors, this.#notes].filter(({ members }) => members.length > 0)[place - groups.length];
  }

  #place(number: number): void {
    const row = this.rows[number];
    const rule = row && this.rules[row.rule];
    const file = row && this.files[row.file];
    if (row === undefined || rule === undefined || file === undefined) return;
    if (!this.#passes(file, rule.namespace, rule.rule, ...rule.tags)) return;
    this.#shown += 1;
    for (const key of groupKeys(this.#options.grouping, file, rule)) {
      let group = this.#groups.get(key);
      if (group === undefined) {
        group = this.#newGroup('results', key);
        this.#groups.set(key, group);
        this.#order.add(group);
      }
      group.members.push(number);
      group.matches += row.matches;
      this.#order.changed(group);
    }
  }

  #placeRemark(number: number): void {
    const remark = this.remarks[number];
    if (remark !== undefined && this.#passes(remark.path, remark.text)) {
      (remark.kind === 'error' ? this.#errors : this.#notes).members.push(number);
    }
  }

  #newGroup(kind: Group['kind'], key: string = kind): Group {
    const expanded = this.#expanded.has(identity({ kind, key }));
    return { kind, key, order: this.#groups.size, members: [], matches: 0, expanded, loose: false };
  }

  #passes(...texts: readonly string[]): boolean {
    if (this.#words.length === 0) return true;
    const lower = texts.join('\n').toLowerCase();
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

function identity({ kind, key }: Pick<Group, 'kind' | 'key'>): string {
  return `${kind}:${key}`;
}

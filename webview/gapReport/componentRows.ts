/** The components of the audit, sorted and filtered. Knows no page: it is what the table shows. */
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { searchWords } from '../shared/text.ts';
import { columns, type Sorting } from './columns.ts';
import { hasFacets, type Filter } from './filter.ts';

interface Row {
  readonly component: GapReportRow;
  /** What a person's words are looked for in. */
  readonly text: string;
}

export class ComponentRows {
  #rows: Row[] = [];
  #shown: readonly GapReportRow[] = [];
  #filter: Filter;
  #sorting: Sorting;

  constructor(filter: Filter, sorting: Sorting) {
    this.#filter = filter;
    this.#sorting = sorting;
  }

  /** Those that the filter lets through, in their order. */
  get shown(): readonly GapReportRow[] {
    return this.#shown;
  }

  get count(): number {
    return this.#rows.length;
  }

  setComponents(components: readonly GapReportRow[]): void {
    this.#rows = components.map((component) => ({
      component,
      text: `${component.component} ${component.responsible ?? ''}`.toLowerCase(),
    }));
    this.#sort();
  }

  setFilter(filter: Filter): void {
    this.#filter = filter;
    this.#select();
  }

  setSorting(sorting: Sorting): void {
    this.#sorting = sorting;
    this.#sort();
  }

  /** All of them, so that another filter needs no sorting. */
  #sort(): void {
    const { by, isDescending } = this.#sorting;
    const { key } = columns[by];
    const sign = isDescending ? -1 : 1;
    this.#rows = this.#rows
      .map((row) => ({ row, key: key(row.component), name: row.component.component }))
      .sort((a, b) => sign * compare(a.key, b.key) || compare(a.name, b.name))
      .map(({ row }) => row);
    this.#select();
  }

  #select(): void {
    const words = searchWords(this.#filter.text);
    this.#shown = this.#rows
      .filter(({ component, text }) => hasFacets(component, this.#filter) && words.every((word) => text.includes(word)))
      .map(({ component }) => component);
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The lower part of the page: the table with its filter above, and the component that is looked at below. */
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { button, element, setText } from '../shared/elements.ts';
import { select } from '../shared/select.ts';
import { number, plural, visible } from '../shared/text.ts';
import { sortedBy, type Sorting } from './columns.ts';
import { ComponentRows } from './componentRows.ts';
import { ComponentTable } from './componentTable.ts';
import { chipsOf, without, type Facets, type Filter } from './filter.ts';
import { statusNames } from './words.ts';

export interface TableActions {
  readonly reveal: (component: string) => void;
  readonly openSource: (component: string) => void;
  readonly openPort: (component: string) => void;
  /** Filter, sorting or place are others. */
  readonly changed: () => void;
}

export class TableSection {
  readonly element = element('section', { class: 'components', attributes: { 'aria-labelledby': 'components' } });
  readonly #actions: TableActions;
  readonly #rows: ComponentRows;
  readonly #table: ComponentTable;
  readonly #count = element('span', { class: 'description', attributes: { role: 'status' } });
  readonly #chips = element('div', { class: 'chips' });
  readonly #chosen = element('div', { class: 'chosen', attributes: { role: 'region', 'aria-label': 'Component' } });
  readonly #text = element('input', {
    attributes: { type: 'search', placeholder: 'Filter by name or responsible', 'aria-label': 'Filter components' },
  });
  readonly #status: HTMLSelectElement;
  #filter: Filter;
  #sorting: Sorting;

  constructor(initial: { readonly filter: Filter; readonly sorting: Sorting }, actions: TableActions) {
    this.#actions = actions;
    this.#filter = initial.filter;
    this.#sorting = initial.sorting;
    this.#rows = new ComponentRows(this.#filter, this.#sorting);
    this.#table = new ComponentTable({
      sort: (by) => this.#sort(by),
      choose: (row) => this.#choose(row),
      reveal: ({ component }) => actions.reveal(component),
      scrolled: () => actions.changed(),
    });
    const { text, status } = this.#filter;
    this.#text.value = text;
    this.#text.addEventListener('input', () => this.#setFilter({ ...this.#filter, text: this.#text.value }));
    const { pending, in_progress, done, excluded } = statusNames;
    this.#status = select(
      'Status',
      { any: 'Any status', pending, in_progress, done, excluded },
      status ?? 'any',
      (chosen) => this.#setFilter({ ...this.#filter, status: chosen === 'any' ? undefined : chosen }),
    );
    const title = element('h2', { text: 'Components', attributes: { id: 'components' } });
    const tools = element('div', { class: 'tools' }, title, this.#text, this.#status, this.#count);
    this.element.append(tools, this.#chips, this.#table.element, this.#chosen);
    this.#drawChips();
  }

  get state(): { readonly filter: Filter; readonly sorting: Sorting; readonly scrollTop: number } {
    return { filter: this.#filter, sorting: this.#sorting, scrollTop: this.#table.scrollTop };
  }

  set scrollTop(top: number) {
    this.#table.scrollTop = top;
  }

  setComponents(components: readonly GapReportRow[]): void {
    this.#rows.setComponents(components);
    this.#draw();
  }

  /** Lists what is behind a number, and goes there. */
  showRows(facets: Facets): void {
    this.#setFilter({ text: '', ...facets });
    this.element.scrollIntoView({ block: 'start' });
    this.#table.focus();
  }

  #setFilter(filter: Filter): void {
    this.#filter = filter;
    if (this.#text.value !== filter.text) this.#text.value = filter.text;
    this.#status.value = filter.status ?? 'any';
    this.#rows.setFilter(filter);
    this.#drawChips();
    this.#draw();
    this.#table.scrollTop = 0;
    this.#actions.changed();
  }

  #sort(by: Sorting['by']): void {
    this.#sorting = sortedBy(this.#sorting, by);
    this.#rows.setSorting(this.#sorting);
    this.#draw();
    this.#table.scrollTop = 0;
    this.#actions.changed();
  }

  #draw(): void {
    const { shown, count } = this.#rows;
    this.#table.show(shown, this.#sorting);
    setText(
      this.#count,
      shown.length === count
        ? plural(count, 'component', 'components')
        : `${number(shown.length)} of ${plural(count, 'component', 'components')}`,
    );
  }

  #drawChips(): void {
    const chips = chipsOf(this.#filter).map(({ facet, text }) => {
      const chip = button(`${text} ✕`, () => this.#remove(facet), 'chip');
      chip.setAttribute('aria-label', visible(`Remove the filter ${text}`));
      chip.title = 'Remove this filter';
      return chip;
    });
    this.#chips.replaceChildren(...chips);
    this.#chips.hidden = chips.length === 0;
  }

  #remove(facet: keyof Facets): void {
    this.#setFilter(without(this.#filter, facet));
    // The chip is gone; the next one is as near as can be.
    (this.#chips.querySelector('button') ?? this.#text).focus();
  }

  #choose(row: GapReportRow | undefined): void {
    if (!row) {
      const isEmpty = this.#rows.shown.length === 0;
      const text = isEmpty
        ? 'No component passes the filter.'
        : 'Choose a component to see what speaks for its status.';
      this.#chosen.replaceChildren(element('p', { class: 'description', text }));
      return;
    }
    const { component, paths, ports, evidence, note } = row;
    const openPort = button('Open Port', () => this.#actions.openPort(component), 'secondary');
    openPort.disabled = ports.length === 0;
    const said = [...evidence, ...(note === undefined ? [] : [note])].join('; ');
    const openSource = button('Open Source', () => this.#actions.openSource(component), 'secondary');
    openSource.disabled = paths.length === 0;
    this.#chosen.replaceChildren(
      element('code', { text: component }),
      element(
        'div',
        { class: 'buttons' },
        button('Reveal in Tree', () => this.#actions.reveal(component), 'secondary'),
        openSource,
        openPort,
      ),
      element('p', { class: 'description', text: said }),
      ...(ports.length === 0 ? [] : [element('p', { class: 'description', text: `Port: ${ports.join(', ')}` })]),
    );
  }
}

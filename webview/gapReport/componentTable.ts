/** The components as a table: one stop for Tab, arrows from row to row, Enter reveals the component in the tree. */
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { button, element, setText } from '../shared/elements.ts';
import { fileName, folderName, visible } from '../shared/text.ts';
import { VirtualList } from '../shared/virtualList.ts';
import { columns, ColumnName, type Sorting } from './columns.ts';

const rowHeight = 24;
/** Longer names are cut off by the column anyway. */
const nameLimit = 400;

export interface ComponentTableOptions {
  readonly sort: (by: ColumnName) => void;
  /** A person looks at a component, or at none. */
  readonly choose: (row: GapReportRow | undefined) => void;
  readonly reveal: (row: GapReportRow) => void;
  /** Somebody has scrolled. */
  readonly scrolled: () => void;
}

export class ComponentTable {
  readonly element: HTMLElement;
  readonly #grid: HTMLElement;
  readonly #list: VirtualList;
  readonly #heads = new Map<ColumnName, HTMLElement>();
  readonly #options: ComponentTableOptions;
  #rows: readonly GapReportRow[] = [];
  #active = -1;

  constructor(options: ComponentTableOptions) {
    this.#options = options;
    const rows = element('div', { class: 'rows', attributes: { role: 'rowgroup' } });
    this.#list = new VirtualList(rows, { rowHeight, fill: (row, index) => this.#fill(row, index) });
    this.#grid = element(
      'div',
      { class: 'grid', attributes: { role: 'grid', tabindex: '0', 'aria-label': 'Components' } },
      this.#headings(),
      rows,
    );
    this.#grid.addEventListener('keydown', (event) => this.#press(event));
    rows.addEventListener('click', (event) => this.#click(event));
    rows.addEventListener('scrollend', () => options.scrolled());
    this.element = element('div', { class: 'scroller' }, this.#grid);
  }

  get scrollTop(): number {
    return this.#list.element.scrollTop;
  }

  set scrollTop(top: number) {
    this.#list.element.scrollTop = top;
    this.#draw();
  }

  focus(): void {
    this.#grid.focus({ preventScroll: true });
  }

  /** Shows rows; the one of the component that was looked at stays so. */
  show(rows: readonly GapReportRow[], sorting: Sorting): void {
    const active = this.#rows[this.#active]?.component;
    this.#rows = rows;
    this.#active = active === undefined ? -1 : rows.findIndex(({ component }) => component === active);
    this.#list.count = rows.length;
    this.#grid.setAttribute('aria-rowcount', String(rows.length + 1));
    for (const [name, head] of this.#heads) {
      const isSorted = name === sorting.by;
      if (isSorted) head.setAttribute('aria-sort', sorting.isDescending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    this.#draw();
    this.#options.choose(rows[this.#active]);
  }

  #headings(): HTMLElement {
    const row = element('div', { class: 'heads', attributes: { role: 'row', 'aria-rowindex': '1' } });
    for (const name of ColumnName.options) {
      const { title, isNumber } = columns[name];
      const sort = button(title, () => this.#options.sort(name));
      sort.title = `Sort by ${title.toLowerCase()}`;
      const head = element('div', { class: isNumber ? 'number' : '', attributes: { role: 'columnheader' } }, sort);
      this.#heads.set(name, head);
      row.append(head);
    }
    return row;
  }

  #fill(row: HTMLElement, index: number): void {
    const shown = this.#rows[index];
    if (shown === undefined) return;
    if (row.childElementCount === 0) row.append(...newCells());
    row.id = `component-${index}`;
    row.className = index === this.#active ? 'row active' : 'row';
    row.dataset['index'] = String(index);
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', String(index + 2));
    row.setAttribute('aria-selected', String(index === this.#active));
    for (const [place, name] of ColumnName.options.entries()) {
      const cell = row.children[place];
      if (!cell) continue;
      if (name === 'component') fillName(cell, shown.component);
      else setText(cell, visible(columns[name].text(shown), nameLimit));
    }
    row.children[1]?.setAttribute('class', `status ${shown.status}${shown.drifted > 0 ? ' drifted' : ''}`);
    row.children[6]?.setAttribute('class', `risk ${shown.risk}`);
    row.title = visible(shown.component);
  }

  #press(event: KeyboardEvent): void {
    // The headings have keys of their own.
    if (event.target !== this.#grid) return;
    const target = this.#list.target(event.key, this.#active);
    const active = this.#rows[this.#active];
    if (target !== undefined) this.#move(target);
    else if (event.key === 'Enter' && active) this.#options.reveal(active);
    else return;
    event.preventDefault();
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const index = Number(target?.closest<HTMLElement>('.row')?.dataset['index'] ?? -1);
    const row = this.#rows[index];
    if (!row) return;
    this.#move(index);
    if (target?.closest('.name')) this.#options.reveal(row);
  }

  #move(index: number): void {
    this.#active = Math.max(0, Math.min(index, this.#rows.length - 1));
    this.#list.reveal(this.#active);
    this.#draw();
    this.#options.choose(this.#rows[this.#active]);
  }

  /** The active row may have been scrolled away, and then has no element to name. */
  #draw(): void {
    this.#list.draw();
    const id = `component-${this.#active}`;
    if (document.getElementById(id) === null) this.#grid.removeAttribute('aria-activedescendant');
    else this.#grid.setAttribute('aria-activedescendant', id);
  }
}

function newCells(): HTMLElement[] {
  return ColumnName.options.map((name) => {
    const cell = element('div', { class: columns[name].isNumber ? 'number' : name, attributes: { role: 'gridcell' } });
    if (name === 'component')
      cell.append(element('span', { class: 'name' }), element('span', { class: 'description' }));
    return cell;
  });
}

/** The name of the file before its folder, so that a narrow column has room for what tells components apart. */
function fillName(cell: Element, component: string): void {
  const [name, folder] = cell.children;
  const file = fileName(component);
  // The map may name a component like a folder.
  const [shown, where] = file === '' ? [component, ''] : [file, folderName(component)];
  if (name) setText(name, visible(shown, nameLimit));
  if (folder) setText(folder, visible(where, nameLimit));
}

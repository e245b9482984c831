/** Offsets, bytes and characters, sixteen bytes a row, with one byte that is active and moved by the keyboard. */
import type { HexMatch } from '../../server/src/protocol/hexView.ts';
import { element, setText } from '../shared/elements.ts';
import { plural } from '../shared/text.ts';
import type { MatchIndex } from './matchIndex.ts';
import { hexOffset } from './offsets.ts';
import type { PageCache } from './pageCache.ts';
import { RowScroller } from './rowScroller.ts';

const columns = 16;

interface Row {
  readonly element: HTMLElement;
  readonly offset: HTMLElement;
  readonly bytes: readonly HTMLElement[];
  readonly characters: readonly HTMLElement[];
}

export interface ByteGridOptions {
  /** In CSS pixels. */
  readonly rowHeight: number;
  readonly pages: PageCache;
  /** Called when another byte is active. */
  readonly moved: (offset: number) => void;
}

export class ByteGrid {
  readonly element = element('div', {
    class: 'grid',
    attributes: {
      role: 'grid',
      tabindex: '0',
      'aria-label': 'Bytes',
      'aria-colcount': String(columns + 1),
      'aria-readonly': 'true',
    },
  });
  readonly #options: ByteGridOptions;
  readonly #scroller: RowScroller;
  readonly #rows: Row[] = [];
  #size = 0;
  #active = 0;
  #matches: MatchIndex;
  /** The match that was gone to. */
  #current: { readonly offset: number; readonly length: number } | undefined;

  constructor(matches: MatchIndex, options: ByteGridOptions) {
    this.#matches = matches;
    this.#options = options;
    this.#scroller = new RowScroller(this.element, { rowHeight: options.rowHeight, moved: () => this.draw() });
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.element.addEventListener('mousedown', (event) => this.#click(event));
  }

  get active(): number {
    return this.#active;
  }

  set matches(matches: MatchIndex) {
    this.#matches = matches;
    this.draw();
  }

  /** The active byte stays where it is, unless the file no longer reaches that far. */
  set size(size: number) {
    this.#size = size;
    this.#active = Math.max(0, Math.min(this.#active, size - 1));
    this.element.setAttribute('aria-rowcount', String(Math.ceil(size / columns)));
    this.#scroller.count = Math.ceil(size / columns);
  }

  /** Makes a byte active and shows it; what has `length` from there on is marked as where a person went. */
  go(offset: number, length = 0): void {
    this.#current = length > 0 ? { offset, length } : undefined;
    this.#activate(offset);
  }

  draw(): void {
    const first = this.#scroller.top;
    const shown = Math.max(0, Math.min(this.#scroller.pageRows + 1, Math.ceil(this.#size / columns) - first));
    if (shown > 0) this.#options.pages.need(first * columns, Math.min(this.#size, (first + shown) * columns));
    while (this.#rows.length < shown) this.#rows.push(this.#makeRow(this.#rows.length));
    for (const [place, row] of this.#rows.entries()) {
      row.element.hidden = place >= shown;
      if (place < shown) this.#fill(row, first + place);
    }
    const isShown = this.#size > 0 && this.#active >= first * columns && this.#active < (first + shown) * columns;
    if (isShown) this.element.setAttribute('aria-activedescendant', 'active');
    else this.element.removeAttribute('aria-activedescendant');
  }

  #makeRow(place: number): Row {
    const cells = (role: string): HTMLElement[] =>
      Array.from({ length: columns }, (_, column) =>
        element('span', { attributes: { 'data-column': String(column), ...(role !== '' && { role }) } }),
      );
    const bytes = cells('gridcell');
    const characters = cells('');
    const offset = element('span', { class: 'offset', attributes: { role: 'rowheader' } });
    const row = element(
      'div',
      { class: 'row', attributes: { role: 'row' } },
      offset,
      element('span', { class: 'pairs', attributes: { role: 'presentation' } }, ...bytes),
      // The same bytes again: each cell's label has its character.
      element('span', { class: 'characters', attributes: { 'aria-hidden': 'true' } }, ...characters),
    );
    row.style.transform = `translateY(${place * this.#options.rowHeight}px)`;
    this.#scroller.viewport.append(row);
    return { element: row, offset, bytes, characters };
  }

  #fill(row: Row, number: number): void {
    const start = number * columns;
    const found = this.#matches.between(start, start + columns).flatMap((index) => this.#matches.matches[index] ?? []);
    row.element.dataset['start'] = String(start);
    row.element.setAttribute('aria-rowindex', String(number + 1));
    setText(row.offset, start.toString(16).toUpperCase().padStart(8, '0'));
    for (let column = 0; column < columns; column++) {
      const offset = start + column;
      const [pair, character] = [row.bytes[column], row.characters[column]];
      if (pair === undefined || character === undefined) continue;
      const isThere = offset < this.#size;
      const byte = isThere ? this.#options.pages.byte(offset) : undefined;
      setText(pair, byte === undefined ? (isThere ? '··' : '') : byte.toString(16).toUpperCase().padStart(2, '0'));
      setText(character, byte === undefined ? '' : characterOf(byte));
      const look = this.#lookOf(offset, isThere, found);
      pair.className = character.className = look;
      if (isThere && offset === this.#active) {
        pair.id = 'active';
        pair.setAttribute('aria-selected', 'true');
        pair.setAttribute('aria-label', spoken(offset, byte, found));
      } else if (pair.id !== '') {
        pair.removeAttribute('id');
        pair.removeAttribute('aria-selected');
        pair.removeAttribute('aria-label');
      }
    }
  }

  #lookOf(offset: number, isThere: boolean, found: readonly HexMatch[]): string {
    const current = this.#current;
    return [
      ...(isThere && offset === this.#active ? ['active'] : []),
      ...(found.some((match) => covers(match, offset)) ? ['match'] : []),
      ...(current && covers(current, offset) ? ['current'] : []),
    ].join(' ');
  }

  #press(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const { pageRows } = this.#scroller;
    const rowStart = this.#active - (this.#active % columns);
    switch (event.key) {
      case 'ArrowRight':
        this.#activate(this.#active + 1);
        break;
      case 'ArrowLeft':
        this.#activate(this.#active - 1);
        break;
      case 'ArrowDown':
        if (this.#active + columns < this.#size) this.#activate(this.#active + columns);
        break;
      case 'ArrowUp':
        if (this.#active >= columns) this.#activate(this.#active - columns);
        break;
      case 'PageDown':
        this.#page(pageRows);
        break;
      case 'PageUp':
        this.#page(-pageRows);
        break;
      case 'Home':
        this.#activate(event.ctrlKey ? 0 : rowStart);
        break;
      case 'End':
        this.#activate(event.ctrlKey ? this.#size - 1 : rowStart + columns - 1);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** The screen moves with the active byte, which stays in its column. */
  #page(rows: number): void {
    const last = Math.ceil(this.#size / columns) - 1;
    const row = Math.max(0, Math.min(Math.floor(this.#active / columns) + rows, last));
    this.#scroller.scrollTo(this.#scroller.top + rows);
    this.#activate(row * columns + (this.#active % columns));
  }

  #click(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
    const start = Number(cell?.closest<HTMLElement>('.row')?.dataset['start'] ?? Number.NaN);
    const offset = start + Number(cell?.dataset['column']);
    if (offset < this.#size) this.#activate(offset);
  }

  #activate(offset: number): void {
    this.#active = Math.max(0, Math.min(offset, this.#size - 1));
    this.#scroller.reveal(Math.floor(this.#active / columns));
    this.draw();
    this.#options.moved(this.#active);
  }
}

function covers({ offset, length }: { readonly offset: number; readonly length: number }, at: number): boolean {
  return at >= offset && at < offset + length;
}

function characterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

/** What a screen reader says of the active byte. */
function spoken(offset: number, byte: number | undefined, found: readonly HexMatch[]): string {
  const value = byte === undefined ? 'not read yet' : byte.toString(16).toUpperCase().padStart(2, '0');
  const character = byte !== undefined && byte > 0x20 && byte < 0x7f ? [`character ${String.fromCharCode(byte)}`] : [];
  return [
    value,
    ...character,
    `at ${hexOffset(offset)}`,
    ...matchTexts(found.filter((match) => covers(match, offset))),
  ].join(', ');
}

/** Names a few matches. */
export function matchTexts(matches: readonly HexMatch[]): string[] {
  const named = matches.slice(0, 3).map(({ pattern, rule }) => `${pattern} of ${rule}`);
  const more = matches.length - named.length;
  return more > 0 ? [...named, plural(more, 'more match', 'more matches')] : named;
}

/**
 * A long list of rows of one height, of which only those on the screen are elements.
 *
 * Since the height is fixed, a row's place is a multiplication: growing by a thousand rows costs nothing, where libraries
 * that measure rows make a record for each.
 */

export interface VirtualListOptions {
  /** In CSS pixels. */
  readonly rowHeight: number;
  /** Fills an element that may have shown another row. */
  readonly fill: (row: HTMLElement, index: number) => void;
}

export class VirtualList {
  /** Scrolls; the caller puts it into the page and gives it its role. */
  readonly element: HTMLElement;
  readonly #options: VirtualListOptions;
  readonly #canvas = document.createElement('div');
  readonly #rows: HTMLElement[] = [];
  #count = 0;

  constructor(element: HTMLElement, options: VirtualListOptions) {
    this.element = element;
    this.#options = options;
    this.#canvas.className = 'canvas';
    this.#canvas.setAttribute('role', 'presentation');
    element.append(this.#canvas);
    element.addEventListener('scroll', () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(element);
  }

  set count(count: number) {
    this.#count = count;
    this.#canvas.style.height = `${count * this.#options.rowHeight}px`;
  }

  /** Rows that fit on the screen. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / this.#options.rowHeight));
  }

  /** The row that a key leads to from another one; undefined for a key that leads nowhere. It may be out of the list. */
  target(key: string, from: number): number | undefined {
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + this.pageSize,
      PageUp: from - this.pageSize,
      Home: 0,
      End: this.#count - 1,
    };
    return targets[key];
  }

  /** Scrolls as little as needed. */
  reveal(index: number): void {
    const { rowHeight } = this.#options;
    const { scrollTop, clientHeight } = this.element;
    if (index * rowHeight < scrollTop) {
      this.element.scrollTop = index * rowHeight;
    } else if ((index + 1) * rowHeight > scrollTop + clientHeight) {
      this.element.scrollTop = (index + 1) * rowHeight - clientHeight;
    }
  }

  /** Fills the rows on the screen anew. */
  draw(): void {
    const { rowHeight, fill } = this.#options;
    const first = Math.floor(this.element.scrollTop / rowHeight);
    const shown = Math.max(0, Math.min(this.#count - first, Math.ceil(this.element.clientHeight / rowHeight) + 1));
    while (this.#rows.length < shown) {
      const row = document.createElement('div');
      this.#rows.push(row);
      this.#canvas.append(row);
    }
    for (const [place, row] of this.#rows.entries()) {
      row.hidden = place >= shown;
      if (place < shown) {
        row.style.transform = `translateY(${(first + place) * rowHeight}px)`;
        fill(row, first + place);
      } else {
        row.removeAttribute('id');
      }
    }
  }
}

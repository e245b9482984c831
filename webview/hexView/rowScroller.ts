/**
 * Scrolls through more rows than an element can be high: the scroll bar stands for all of them, and what is on the
 * screen is a number of whole rows from {@link RowScroller.top} on, which the caller draws.
 */

/** Browsers cut elements at about 33 million pixels, and at half of that on some screens. */
const maxHeight = 8_000_000;

export interface RowScrollerOptions {
  /** In CSS pixels. */
  readonly rowHeight: number;
  /** Called when other rows are to be drawn. */
  readonly moved: () => void;
}

export class RowScroller {
  /** Scrolls; the caller gives it its role. */
  readonly element: HTMLElement;
  /** Always on the screen; rows go in here, the one of {@link top} at its upper edge. */
  readonly viewport = document.createElement('div');
  readonly #canvas = document.createElement('div');
  readonly #options: RowScrollerOptions;
  #count = 0;
  #top = 0;
  /** Where this has put the scroll bar itself: that is no person's move. */
  #placed = 0;
  #wheeled = 0;

  constructor(element: HTMLElement, options: RowScrollerOptions) {
    this.element = element;
    this.#options = options;
    this.#canvas.className = 'canvas';
    this.viewport.className = 'viewport';
    for (const box of [this.#canvas, this.viewport]) box.setAttribute('role', 'presentation');
    this.#canvas.append(this.viewport);
    element.append(this.#canvas);
    element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    new ResizeObserver(() => this.#layOut()).observe(element);
  }

  /** The first row on the screen. */
  get top(): number {
    return this.#top;
  }

  /** Whole rows on the screen. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / this.#options.rowHeight));
  }

  set count(count: number) {
    this.#count = count;
    this.#layOut();
  }

  scrollTo(row: number): void {
    this.#top = Math.max(0, Math.min(Math.round(row), this.#lastTop));
    const { scrollHeight, clientHeight } = this.element;
    const share = this.#lastTop === 0 ? 0 : this.#top / this.#lastTop;
    this.element.scrollTop = share * (scrollHeight - clientHeight);
    this.#placed = this.element.scrollTop;
    this.#options.moved();
  }

  /** Scrolls when `row` is not on the screen, and then puts it a third of the screen from the top. */
  reveal(row: number): void {
    if (row < this.#top || row >= this.#top + this.pageRows) this.scrollTo(row - Math.floor(this.pageRows / 3));
  }

  get #lastTop(): number {
    return Math.max(0, this.#count - this.pageRows);
  }

  #layOut(): void {
    const { clientHeight } = this.element;
    this.#canvas.style.height = `${Math.max(clientHeight, Math.min(this.#count * this.#options.rowHeight, maxHeight))}px`;
    this.viewport.style.height = `${clientHeight}px`;
    this.scrollTo(this.#top);
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    if (Math.abs(scrollTop - this.#placed) <= 1) {
      return;
    }
    this.#placed = scrollTop;
    this.#top = Math.round((scrollTop / Math.max(1, scrollHeight - clientHeight)) * this.#lastTop);
    this.#options.moved();
  }

  /** A pixel of the scroll bar may be thousands of rows, so the wheel moves rows itself. */
  #wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      return;
    }
    event.preventDefault();
    const { rowHeight } = this.#options;
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_PIXEL
        ? 1 / rowHeight
        : event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? 1
          : this.pageRows;
    this.#wheeled += event.deltaY * unit;
    const rows = Math.trunc(this.#wheeled);
    this.#wheeled -= rows;
    if (rows !== 0) this.scrollTo(this.#top + rows);
  }
}

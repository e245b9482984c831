/** Parts of a page, each drawn anew only when what it shows has changed: what a person scrolled or opened stays. */

export interface Slot {
  readonly name: string;
  /** All that it shows; compared by value. */
  readonly of: unknown;
  readonly draw: () => readonly HTMLElement[];
}

export class Slots {
  readonly #element: HTMLElement;
  readonly #shown = new Map<string, { readonly key: string; readonly box: HTMLElement }>();

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** Draws these and no others, in this order, and gives the focus back to what had it. */
  show(slots: readonly Slot[]): void {
    const focus = focused();
    let last: HTMLElement | undefined;
    for (const { name, of, draw } of slots) {
      const key = JSON.stringify(of);
      let shown = this.#shown.get(name);
      if (!shown) {
        const box = document.createElement('div');
        box.className = `slot slot-${name}`;
        if (last) last.after(box);
        else this.#element.prepend(box);
        shown = { key: '', box };
      }
      if (shown.key !== key) {
        shown.box.replaceChildren(...draw());
        this.#shown.set(name, { key, box: shown.box });
      }
      last = shown.box;
    }
    const names = new Set(slots.map(({ name }) => name));
    for (const [name, { box }] of this.#shown) {
      if (names.has(name)) continue;
      box.remove();
      this.#shown.delete(name);
    }
    if (focus && document.activeElement === document.body) refocus(this.#element, focus);
  }

  clear(): void {
    this.#shown.clear();
    this.#element.replaceChildren();
  }
}

interface Focus {
  /** The element's `data-focus`. */
  readonly name: string;
  readonly selection: readonly [number | null, number | null];
}

function focused(): Focus | undefined {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement)) return undefined;
  const name = active.dataset['focus'];
  const input = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement ? active : undefined;
  return name === undefined
    ? undefined
    : { name, selection: [input?.selectionStart ?? null, input?.selectionEnd ?? null] };
}

function refocus(root: HTMLElement, { name, selection }: Focus): void {
  const again = root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(name)}"]`);
  again?.focus({ preventScroll: true });
  if (again instanceof HTMLTextAreaElement || again instanceof HTMLInputElement) again.setSelectionRange(...selection);
}

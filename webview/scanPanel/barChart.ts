/** A few things and how much of each, as bars that are text, too. Folded until somebody looks. */
import { element } from '../shared/elements.ts';

export interface Bar {
  readonly label: string;
  /** The label in full. */
  readonly title: string;
  readonly amount: number;
  /** The amount with its unit. */
  readonly text: string;
}

export class BarChart {
  readonly element = element('details', { class: 'chart' });
  readonly #list = element('ul');
  readonly #bars: () => readonly Bar[];

  /** `bars` is asked for what to show when that is seen; the first is the longest. */
  constructor(title: string, bars: () => readonly Bar[]) {
    this.#bars = bars;
    this.element.append(element('summary', { text: title }), this.#list);
    this.element.addEventListener('toggle', () => this.update());
  }

  update(): void {
    if (!this.element.open) return;
    const bars = this.#bars();
    const most = bars[0]?.amount ?? 1;
    this.#list.replaceChildren(
      ...bars.map(({ label, title, amount, text }) => {
        const bar = element('div', { class: 'bar' });
        bar.style.width = `${(amount / most) * 100}%`;
        return element(
          'li',
          {},
          element('span', { class: 'label', text: label, title }),
          element('span', { class: 'description', text }),
          bar,
        );
      }),
    );
  }
}

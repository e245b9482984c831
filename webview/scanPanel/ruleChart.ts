/** In how many files each rule matched, as bars that are text, too. */
import type { PanelRule } from '../../server/src/protocol/webview.ts';
import { element } from '../shared/elements.ts';
import { plural } from '../shared/text.ts';

export class RuleChart {
  readonly element = element('details', { class: 'chart' });
  readonly #bars = element('ul');
  /** Called when it is opened, to be given its data. */
  constructor(opened: () => void) {
    this.element.append(element('summary', { text: 'Matches by Rule' }), this.#bars);
    this.element.addEventListener('toggle', opened);
  }

  /** The first bar is the longest. */
  update(rules: readonly { readonly rule: PanelRule; readonly results: number }[]): void {
    if (!this.element.open) return;
    const most = rules[0]?.results ?? 1;
    this.#bars.replaceChildren(
      ...rules.map(({ rule, results }) => {
        const bar = element('div', { class: 'bar' });
        bar.style.width = `${(results / most) * 100}%`;
        return element(
          'li',
          {},
          element('span', { class: 'label', text: rule.rule, title: rule.rule }),
          element('span', { class: 'description', text: plural(results, 'file', 'files') }),
          bar,
        );
      }),
    );
  }
}

/** One rule that matched one file: what it says of itself, where its patterns match, and the bytes there. */
import type { MatchPlace, PanelContext, PanelDetails } from '../../server/src/protocol/webview.ts';
import { button, element } from '../shared/elements.ts';
import { plural } from '../shared/text.ts';

export interface DetailsActions {
  readonly openRule: (pattern?: number) => void;
  readonly askContext: (place: MatchPlace) => void;
  readonly openFile: (place: MatchPlace) => void;
}

const bytesPerLine = 8;

export class DetailsView {
  readonly element = element('section', { class: 'details', attributes: { 'aria-label': 'Details', hidden: '' } });
  readonly #actions: DetailsActions;
  #details: PanelDetails | undefined;

  constructor(actions: DetailsActions) {
    this.#actions = actions;
  }

  clear(): void {
    this.#details = undefined;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  show(details: PanelDetails): void {
    this.#details = details;
    this.element.hidden = false;
    const { rule, meta } = details;
    this.element.replaceChildren(
      element(
        'header',
        {},
        element('h2', { text: rule.rule, title: rule.rule }),
        button('Open Rule', () => this.#actions.openRule(), 'secondary'),
      ),
      element('p', { class: 'path', text: details.path, title: details.path }),
      ...(rule.tags.length === 0
        ? []
        : [element('p', { class: 'tags' }, ...rule.tags.map((tag) => element('span', { class: 'tag', text: tag })))]),
      element(
        'dl',
        { class: 'meta' },
        ...meta.flatMap(({ name, value }) => [element('dt', { text: name }), element('dd', { text: value })]),
      ),
      ...details.patterns.map((pattern, number) => this.#pattern(details, pattern, number)),
    );
    this.element.scrollTop = 0;
  }

  showContext({ place, start, bytes, problem }: PanelContext): void {
    const { scan, result } = this.#details ?? {};
    const box = this.element.querySelector(`[data-place="${place.pattern}.${place.match}"]`);
    const match = this.#details?.patterns[place.pattern]?.matches[place.match];
    if (place.scan !== scan || place.result !== result || box === null || match === undefined) return;
    box.replaceChildren(
      ...(problem === undefined ? [] : [element('p', { class: 'problem', text: problem })]),
      hexLines(start, bytes, match.offset, match.offset + match.length),
    );
    box.scrollIntoView({ block: 'nearest' });
  }

  #pattern(details: PanelDetails, pattern: PanelDetails['patterns'][number], number: number): HTMLElement {
    const { identifier, count, matches } = pattern;
    const omitted = count - matches.length;
    return element(
      'div',
      { class: 'pattern' },
      element(
        'h3',
        {},
        button(identifier, () => this.#actions.openRule(number), 'link'),
        element('span', { class: 'description', text: plural(count, 'match', 'matches') }),
      ),
      ...matches.map((match, index) => {
        const place = { scan: details.scan, result: details.result, pattern: number, match: index };
        const box = element('div', { class: 'bytes', attributes: { 'data-place': `${number}.${index}` } });
        const fold = element(
          'details',
          { class: 'match' },
          element(
            'summary',
            {},
            element('code', { text: `0x${match.offset.toString(16).toUpperCase()}` }),
            element('span', { class: 'description', text: plural(match.length, 'byte', 'bytes') }),
            element('code', { class: 'preview', text: match.preview }),
          ),
          box,
          button('Open at Offset', () => this.#actions.openFile(place), 'link'),
        );
        fold.addEventListener('toggle', () => {
          if (fold.open && box.childElementCount === 0) this.#actions.askContext(place);
        });
        return fold;
      }),
      ...(omitted > 0
        ? [element('p', { class: 'description', text: plural(omitted, 'more match', 'more matches') })]
        : []),
    );
  }
}

/** Offset, hexadecimal and text, with the bytes from `from` to `to` marked. */
function hexLines(start: number, hex: string, from: number, to: number): HTMLElement {
  const lines = element('pre', { class: 'hex', attributes: { tabindex: '0', 'aria-label': 'Bytes around the match' } });
  for (let at = 0; at < hex.length / 2; at += bytesPerLine) {
    const pairs: HTMLElement[] = [];
    const characters: HTMLElement[] = [];
    for (let index = at; index < Math.min(at + bytesPerLine, hex.length / 2); index++) {
      const pair = hex.slice(index * 2, index * 2 + 2);
      const byte = Number.parseInt(pair, 16);
      const isMatch = start + index >= from && start + index < to;
      const tag = isMatch ? 'mark' : 'span';
      pairs.push(element(tag, { text: pair.toUpperCase() }));
      characters.push(element(tag, { text: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·' }));
    }
    const offset = (start + at).toString(16).toUpperCase().padStart(4, '0');
    lines.append(
      element('span', { class: 'offset', text: offset }),
      element('span', { class: 'pairs' }, ...pairs),
      element('span', { class: 'characters' }, ...characters),
    );
  }
  return lines;
}

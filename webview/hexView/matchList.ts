/** The matches of the file at its side: one stop for Tab, arrows inside, each goes to its place. */
import type { HexMatch } from '../../server/src/protocol/hexView.ts';
import { element, setText } from '../shared/elements.ts';
import { number, plural, visible } from '../shared/text.ts';
import { VirtualList } from '../shared/virtualList.ts';
import { hexOffset } from './offsets.ts';

const rowHeight = 22;

export class MatchList {
  readonly element: HTMLElement;
  readonly #box = element('div', {
    class: 'list',
    attributes: { role: 'listbox', tabindex: '0', 'aria-label': 'Matches of the last scan' },
  });
  readonly #title = element('h2');
  readonly #list: VirtualList;
  readonly #go: (match: number) => void;
  #matches: readonly HexMatch[] = [];
  #active = -1;

  /** `go` is called with the number of a match that a person chose. */
  constructor(go: (match: number) => void) {
    this.#go = go;
    this.#list = new VirtualList(this.#box, { rowHeight, fill: (row, index) => this.#fill(row, index) });
    this.#box.addEventListener('keydown', (event) => this.#press(event));
    this.#box.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.match') : null;
      if (row) this.#choose(Number(row.dataset['index']));
    });
    this.element = element('aside', { attributes: { 'aria-label': 'Matches' } }, this.#title, this.#box);
  }

  show(matches: readonly HexMatch[], omitted: number): void {
    this.#matches = matches;
    this.#active = -1;
    const all = plural(matches.length + omitted, 'match', 'matches');
    setText(this.#title, omitted === 0 ? all : `${number(matches.length)} of ${all}`);
    this.#title.title = omitted === 0 ? '' : 'A scan keeps the first matches of each pattern, and counts the others.';
    this.element.hidden = matches.length === 0;
    this.#list.count = matches.length;
    this.#draw();
  }

  /** Marks a match and brings it into sight. */
  select(match: number): void {
    this.#active = Math.max(0, Math.min(match, this.#matches.length - 1));
    this.#list.reveal(this.#active);
    this.#draw();
  }

  #draw(): void {
    this.#list.draw();
    const id = `match-${this.#active}`;
    if (document.getElementById(id) === null) this.#box.removeAttribute('aria-activedescendant');
    else this.#box.setAttribute('aria-activedescendant', id);
  }

  #fill(row: HTMLElement, index: number): void {
    const match = this.#matches[index];
    if (match === undefined) return;
    if (row.childElementCount === 0)
      row.append(element('code'), element('span'), element('span', { class: 'description' }));
    const [offset, pattern, rule] = row.children;
    const texts = [hexOffset(match.offset), visible(match.pattern), visible(match.rule)] as const;
    row.id = `match-${index}`;
    row.className = index === this.#active ? 'match active' : 'match';
    row.dataset['index'] = String(index);
    row.title = `${texts[2]} · ${texts[1]} · ${plural(match.length, 'byte', 'bytes')} at ${texts[0]}`;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-selected', String(index === this.#active));
    row.setAttribute('aria-posinset', String(index + 1));
    row.setAttribute('aria-setsize', String(this.#matches.length));
    if (offset && pattern && rule) {
      setText(offset, texts[0]);
      setText(pattern, texts[1]);
      setText(rule, texts[2]);
    }
  }

  #press(event: KeyboardEvent): void {
    const move = this.#list.target(event.key, this.#active);
    if (move !== undefined) this.select(move);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(this.#active);
    else return;
    event.preventDefault();
  }

  #choose(match: number): void {
    if (this.#matches[match] === undefined) return;
    this.select(match);
    this.#go(match);
  }
}

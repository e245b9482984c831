/** The results as a tree that the keyboard and screen readers know: one stop for Tab, arrows inside. */
import { element, setText } from '../shared/elements.ts';
import { fileName, folderName, plural, visible } from '../shared/text.ts';
import { VirtualList } from '../shared/virtualList.ts';
import { untagged, type Entry, type Group, type ResultList } from './resultList.ts';

const rowHeight = 22;

export class ResultTree {
  readonly element = element('div', {
    class: 'tree',
    attributes: { role: 'tree', tabindex: '0', 'aria-label': 'Results' },
  });
  readonly #results: ResultList;
  readonly #list: VirtualList;
  /** Called with the number of a result that a person chose. */
  readonly #choose: (result: number) => void;
  #active = 0;

  constructor(results: ResultList, choose: (result: number) => void) {
    this.#results = results;
    this.#choose = choose;
    this.#list = new VirtualList(this.element, { rowHeight, fill: (row, index) => this.#fill(row, index) });
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.element.addEventListener('click', (event) => this.#click(event));
  }

  /** Shows what the results have become. */
  update(): void {
    this.#list.count = this.#results.length;
    this.#active = Math.max(0, Math.min(this.#active, this.#results.length - 1));
    this.#list.draw();
    this.#announceActive();
  }

  #fill(row: HTMLElement, index: number): void {
    const entry = this.#results.entry(index);
    if (entry === undefined) return;
    if (row.childElementCount === 0) {
      row.append(...['twisty', 'label', 'description'].map((name) => element('span', { class: name })));
    }
    const [twisty, label, description] = row.children;
    const look = this.#look(entry);
    row.id = `row-${index}`;
    row.className = `row ${entry.kind}${index === this.#active ? ' active' : ''}`;
    row.title = look.title;
    row.dataset['index'] = String(index);
    row.setAttribute('role', 'treeitem');
    row.setAttribute('aria-level', entry.kind === 'group' ? '1' : '2');
    row.setAttribute('aria-selected', String(index === this.#active));
    row.setAttribute('aria-label', [look.label, look.description].filter((part) => part !== '').join(', '));
    if (entry.kind === 'group') row.setAttribute('aria-expanded', String(entry.expanded));
    else {
      row.removeAttribute('aria-expanded');
      row.setAttribute('aria-posinset', String(entry.position + 1));
      row.setAttribute('aria-setsize', String(entry.group.members.length));
    }
    if (twisty && label && description) {
      setText(twisty, entry.kind === 'group' ? (entry.expanded ? '▾' : '▸') : '');
      setText(label, look.label);
      setText(description, look.description);
    }
  }

  #look(entry: Entry): { label: string; description: string; title: string } {
    const { files, rules, rows, remarks } = this.#results;
    if (entry.kind === 'group') return groupLook(entry.group);
    if (entry.kind === 'remark') {
      const remark = remarks[entry.number];
      const path = visible(remark?.path ?? '');
      const text = visible(remark?.text ?? '', 300);
      return { label: visible(fileName(remark?.path ?? '')), description: text, title: `${path}\n${text}` };
    }
    const row = rows[entry.number];
    const rule = visible((row && rules[row.rule]?.rule) ?? '');
    const path = (row && files[row.file]) ?? '';
    const matches = plural(row?.matches ?? 0, 'match', 'matches');
    const isRule = entry.group.key === path;
    return isRule
      ? { label: rule, description: matches, title: rule }
      : { label: visible(fileName(path)), description: `${rule} · ${matches}`, title: visible(path) };
  }

  #press(event: KeyboardEvent): void {
    const entry = this.#results.entry(this.#active);
    const target = this.#list.target(event.key, this.#active);
    switch (event.key) {
      case 'ArrowRight':
        if (entry?.kind === 'group' && !entry.expanded) this.#expand(entry.group, true);
        else if (entry?.kind === 'group') this.#move(this.#active + 1);
        break;
      case 'ArrowLeft':
        if (entry?.kind === 'group') this.#expand(entry.group, false);
        else this.#move(this.#results.groupIndex(this.#active));
        break;
      case 'Enter':
      case ' ':
        this.#take(entry);
        break;
      default:
        if (target === undefined) return;
        this.#move(target);
    }
    event.preventDefault();
  }

  #click(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.row') : null;
    const index = Number(row?.dataset['index'] ?? -1);
    if (index < 0) return;
    this.#move(index);
    this.#take(this.#results.entry(index));
  }

  #take(entry: Entry | undefined): void {
    if (entry?.kind === 'group') this.#expand(entry.group, !entry.expanded);
    else if (entry?.kind === 'result') this.#choose(entry.number);
  }

  #expand(group: Group, expanded: boolean): void {
    this.#results.setExpanded(group, expanded);
    this.update();
  }

  #move(index: number): void {
    this.#active = Math.max(0, Math.min(index, this.#results.length - 1));
    this.#list.reveal(this.#active);
    this.#list.draw();
    this.#announceActive();
  }

  /** The active row may have been scrolled away, and then has no element to name. */
  #announceActive(): void {
    const id = `row-${this.#active}`;
    if (document.getElementById(id) === null) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', id);
  }
}

function groupLook(group: Group): { label: string; description: string; title: string } {
  const size = group.members.length;
  if (group.kind !== 'results') {
    const label = group.kind === 'errors' ? 'Could not be scanned' : 'Notes';
    return { label, description: String(size), title: label };
  }
  const { key } = group;
  const label = key === untagged ? 'No tags' : visible(fileName(key));
  const description = [plural(size, 'result', 'results'), visible(folderName(key))]
    .filter((part) => part !== '')
    .join(' · ');
  return { label, description, title: visible(key) };
}

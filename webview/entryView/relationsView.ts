/** What an entry uses and what uses it, as lists: all that the drawing has, and what is not in the code base. */
import type { Dependency, Entry, EntryBrief, ReferenceKind } from '../../server/src/protocol/cryptex.ts';
import { button, element } from '../shared/elements.ts';
import { number, plural } from '../shared/text.ts';
import { placeOf, useNames } from './words.ts';

/** Rows before somebody asks for the others. */
const firstRows = 100;

export interface RelationsOptions {
  readonly go: (id: number) => void;
  /** Opens the source of the entry at a line, 1-based. */
  readonly open: (line: number) => void;
}

export function relationsView(entry: Entry, { go, open }: RelationsOptions): HTMLElement {
  const uses = entry.dependencies.map((dependency) => dependencyRow(dependency, go, open));
  const usedBy = entry.dependents.map(({ kind, entry: user }) =>
    row(kind, 'usedBy', [entryLink(user, go)], element('span', { class: 'description', text: placeOf(user) })),
  );
  return element('div', { class: 'relations' }, list('Uses', uses), list('Used by', usedBy));
}

function list(title: string, rows: readonly HTMLElement[]): HTMLElement {
  const box = element('ul', {}, ...rows.slice(0, firstRows));
  const heading = element('h3', { text: `${title} (${number(rows.length)})` });
  const made = element('div', {}, heading);
  if (rows.length === 0) made.append(element('p', { class: 'description', text: 'Nothing that is known.' }));
  else made.append(box);
  const others = rows.slice(firstRows);
  if (others.length > 0) {
    const more = button(
      plural(others.length, 'more', 'more'),
      () => {
        box.append(...others);
        more.remove();
      },
      'link',
    );
    made.append(more);
  }
  return made;
}

function dependencyRow(
  { kind, name, line, uses, entries }: Dependency,
  go: (id: number) => void,
  open: (line: number) => void,
): HTMLElement {
  const targets =
    entries.length === 0
      ? [element('code', { text: name }), element('span', { class: 'description', text: 'not in the code base' })]
      : entries.map((one) => entryLink(one, go));
  const place = button(uses === 1 ? `line ${line}` : `line ${line}, ${uses} times`, () => open(line), 'link');
  return row(kind, 'uses', targets, place);
}

const row = (kind: ReferenceKind, direction: 'uses' | 'usedBy', targets: readonly Node[], place: Node): HTMLElement =>
  element(
    'li',
    {},
    element('span', { class: 'description', text: useNames[kind][direction] }),
    element('span', { class: 'targets' }, ...targets),
    place,
  );

function entryLink(entry: EntryBrief, go: (id: number) => void): HTMLElement {
  const link = button(entry.codename, () => go(entry.id), 'link');
  link.title = '';
  return element(
    'span',
    { class: `entry status-${entry.status}`, title: `${entry.qualifiedName} · ${placeOf(entry)}` },
    link,
    element('code', { text: entry.symbol }),
  );
}

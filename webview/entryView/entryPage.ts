/** The parts of the page, from the name of the entry to its history. */
import { EntryStatus, type Entry, type EntryChanges } from '../../server/src/protocol/cryptex.ts';
import type { EntryGraph, EntrySource } from '../../server/src/protocol/dictionaryView.ts';
import type { Suggestion } from '../../server/src/protocol/entryView.ts';
import { button, element } from '../shared/elements.ts';
import type { Slot } from '../shared/slots.ts';
import { plural } from '../shared/text.ts';
import { languageNames, when } from '../shared/words.ts';
import { codeView } from './codeView.ts';
import { driftView } from './driftView.ts';
import type { EditableField } from './drafts.ts';
import type { Editing } from './editing.ts';
import { fieldView, paragraphs } from './fieldView.ts';
import { drawGraph } from './graphView.ts';
import { relationsView } from './relationsView.ts';
import { suggestionView } from './suggestionView.ts';
import { fieldNames, kindNames, placeOf, sourceNames, statusNames } from './words.ts';

export interface PageOptions {
  readonly entry: Entry;
  readonly source: EntrySource;
  readonly graph: EntryGraph | undefined;
  readonly depth: number;
  readonly editing: Editing;
  readonly problem: string | undefined;
  readonly suggestion: Suggestion | undefined;
  /** Undefined where there is nothing to go to. */
  readonly back: (() => void) | undefined;
  readonly forward: (() => void) | undefined;
  readonly go: (id: number) => void;
  /** Opens the source, at a line, 1-based, or where the entry begins. */
  readonly open: (line?: number) => void;
  readonly copy: () => void;
  readonly reveal: () => void;
  readonly suggest: () => void;
  readonly endSuggestion: () => void;
  readonly accept: (text: string) => void;
  readonly save: (changes: EntryChanges) => void;
  readonly setDepth: (depth: number) => void;
}

export function entryPage(page: PageOptions): Slot[] {
  const { entry, source, graph, depth, suggestion, problem, editing } = page;
  const written = (field: EditableField): unknown => [entry, editing.draftOf(field) && editing.stamp, editing.isSaving];
  return [
    {
      name: 'header',
      of: [written('codename'), page.back !== undefined, page.forward !== undefined],
      draw: () => header(page),
    },
    { name: 'problem', of: problem, draw: () => alert(problem) },
    { name: 'drift', of: entry, draw: () => driftView(entry, page.save) },
    { name: 'summary', of: [written('summary'), suggestion], draw: () => summary(page) },
    {
      name: 'code',
      of: [entry.id, entry.pseudocode, source],
      draw: () => [codeView({ pseudocode: entry.pseudocode.text, source, open: page.open })],
    },
    { name: 'options', of: entry.options, draw: () => options(entry) },
    { name: 'graph', of: [entry.id, graph, depth], draw: () => surroundings(page) },
    { name: 'relations', of: [entry.dependencies, entry.dependents], draw: () => [relationsView(entry, page)] },
    { name: 'details', of: details.map(written), draw: () => [detailsView(page)] },
    { name: 'history', of: entry.history, draw: () => history(entry) },
  ];
}

const details = ['owner', 'risk', 'tags', 'port', 'notes'] as const;

const alert = (text: string | undefined): HTMLElement[] =>
  text === undefined ? [] : [element('p', { class: 'problem', text, attributes: { role: 'alert' } })];

function header({ entry, editing, back, forward, open, copy, reveal, save }: PageOptions): HTMLElement[] {
  const walk = (text: string, label: string, act: (() => void) | undefined): HTMLElement => {
    const made = button(text, () => act?.(), 'secondary');
    made.disabled = !act;
    made.title = label;
    made.setAttribute('aria-label', label);
    made.dataset['focus'] = label;
    return made;
  };
  const openSource = button('Open Source', () => open());
  openSource.dataset['focus'] = 'open-source';
  const { kind, language, visibility, variant, aliases } = entry;
  const about = [
    kindNames[kind],
    languageNames[language],
    visibility === 'public' ? 'public' : visibility === 'file' ? 'only in its file' : 'private',
    ...(variant === undefined ? [] : [`where ${variant}`]),
  ];
  return [
    element(
      'header',
      {},
      element('div', { class: 'walk' }, walk('←', 'Back', back), walk('→', 'Forward', forward)),
      fieldView(editing, 'codename', element('h1', { text: entry.codename })),
      status(entry, editing.isSaving, save),
      element(
        'div',
        { class: 'buttons' },
        openSource,
        button('Copy Codename', copy, 'secondary'),
        button('Reveal in Tree', reveal, 'secondary'),
      ),
    ),
    element(
      'p',
      { class: 'about' },
      element('code', { text: entry.qualifiedName }),
      element('span', { class: 'description', text: about.join(' · ') }),
      button(placeOf(entry), () => open(), 'link'),
    ),
    ...(aliases.length === 0
      ? []
      : [element('p', { class: 'description', text: `Also known as ${aliases.join(', ')}` })]),
    ...(entry.signature === ''
      ? []
      : [
          element(
            'pre',
            { class: 'signature', attributes: { tabindex: '0', 'aria-label': 'Signature' } },
            element('code', { text: entry.signature }),
          ),
        ]),
  ];
}

function status(entry: Entry, isSaving: boolean, save: (changes: EntryChanges) => void): HTMLElement {
  const select = element('select', { attributes: { 'aria-label': 'Status' } });
  select.dataset['focus'] = 'status';
  select.disabled = isSaving;
  for (const one of EntryStatus.options) {
    const option = element('option', { text: statusNames[one], attributes: { value: one } });
    option.selected = one === entry.status;
    select.append(option);
  }
  select.addEventListener('change', () => {
    const chosen = EntryStatus.options.find((one) => one === select.value);
    if (chosen) save({ status: chosen });
  });
  return select;
}

function summary(page: PageOptions): HTMLElement[] {
  const { entry, editing, suggestion, suggest, accept, endSuggestion } = page;
  const { text, source, by, at } = entry.summary;
  const from = [sourceNames[source], by, at === undefined ? undefined : when(at)].filter((one) => one !== undefined);
  const ask = button('Suggest Summary', suggest, 'link');
  ask.title = 'Sends the signature and the source to the language model that you have in VS Code';
  ask.dataset['focus'] = 'suggest';
  return [
    element('h2', { text: 'Summary' }),
    fieldView(
      editing,
      'summary',
      paragraphs(text, 'There is no summary.'),
      ...(text === '' ? [] : [element('span', { class: 'description', text: from.join(' · ') })]),
      ...(suggestion ? [] : [ask]),
    ),
    ...(suggestion ? [suggestionView(suggestion, { summary: text, accept, discard: endSuggestion })] : []),
  ];
}

function options({ options: all }: Entry): HTMLElement[] {
  if (all.length === 0) return [];
  const rows = all.map(({ names, takesValue, help }) =>
    element(
      'tr',
      {},
      element('td', {}, element('code', { text: names.join(', ') + (takesValue ? ' …' : '') })),
      element('td', { text: help ?? '' }),
    ),
  );
  return [element('h2', { text: 'Options' }), element('table', {}, element('tbody', {}, ...rows))];
}

function surroundings({ graph, depth, go, setDepth }: PageOptions): HTMLElement[] {
  const select = element('select', { attributes: { 'aria-label': 'Steps from the entry' } });
  select.dataset['focus'] = 'depth';
  for (const steps of [1, 2, 3]) {
    const option = element('option', { text: plural(steps, 'step', 'steps'), attributes: { value: String(steps) } });
    option.selected = steps === depth;
    select.append(option);
  }
  select.addEventListener('change', () => setDepth(Number(select.value)));
  const title = element('div', { class: 'title' }, element('h2', { text: 'Dependencies' }), select);
  if (!graph) return [title, element('p', { class: 'description', text: 'Reading…' })];
  const { element: drawing, omitted, middle } = drawGraph(graph, go);
  const box = element('div', { class: 'drawing' });
  box.append(drawing);
  // When it has its size, so that the entry itself is in sight.
  requestAnimationFrame(() => (box.scrollLeft = middle - box.clientWidth / 2));
  return [
    title,
    ...(graph.nodes.length > 1 ? [box] : []),
    ...(omitted === 0
      ? []
      : [
          element('p', {
            class: 'description',
            text: `${plural(omitted, 'more entry is', 'more entries are')} not drawn.`,
          }),
        ]),
  ];
}

function detailsView({ entry, editing }: PageOptions): HTMLElement {
  const list = element('dl');
  const texts = {
    owner: entry.owner,
    risk: entry.risk,
    port: entry.port,
    tags: entry.tags.join(', '),
    notes: undefined,
  };
  for (const field of details) {
    const text = texts[field];
    const shown =
      field === 'notes' && entry.notes.length > 0
        ? [element('ul', {}, ...entry.notes.map((note) => element('li', {}, paragraphs(note))))]
        : [
            text === undefined || text === ''
              ? element('span', { class: 'description', text: 'None' })
              : element('span', { text }),
          ];
    list.append(element('dt', { text: fieldNames[field] }), element('dd', {}, fieldView(editing, field, ...shown)));
  }
  return element('section', {}, element('h2', { text: 'Details' }), list);
}

function history({ history: revisions, revision }: Entry): HTMLElement[] {
  const rows = revisions.map(({ at, by, what }) =>
    element('li', {}, element('span', { class: 'description', text: `${when(at)} · ${by}` }), paragraphs(what)),
  );
  const box = element(
    'details',
    {},
    element('summary', { text: `History (revision ${revision})` }),
    element('ol', {}, ...rows),
  );
  return [box];
}

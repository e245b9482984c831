/** A field of an entry: what it has, with a button to edit it in its place. */
import { button, element } from '../shared/elements.ts';
import { visibleLines } from '../shared/text.ts';
import type { Draft, EditableField } from './drafts.ts';
import type { Editing } from './editing.ts';
import { fieldNames } from './words.ts';

/** Fields of several lines. */
const isLong: Readonly<Record<EditableField, boolean>> = {
  codename: false,
  summary: true,
  owner: false,
  risk: false,
  port: false,
  tags: false,
  notes: true,
};

const hints: Readonly<Partial<Record<EditableField, string>>> = {
  codename: 'Letters, digits and hyphens. The name that it has now stays an alias.',
  summary: 'Leave it empty to go back to what the source says.',
  tags: 'Separated by commas.',
  notes: 'An empty line begins another note.',
  port: 'A path, path#symbol, or an address.',
};

/** `display` is what stands there while nobody edits. */
export function fieldView(editing: Editing, field: EditableField, ...display: readonly Node[]): HTMLElement {
  const draft = editing.draftOf(field);
  const name = fieldNames[field];
  if (draft) {
    return element('div', { class: `field editing field-${field}` }, form(editing, draft, name));
  }
  const edit = button('Edit', () => editing.begin(field), 'link edit');
  edit.setAttribute('aria-label', `Edit ${name.toLowerCase()}`);
  edit.dataset['focus'] = `edit-${field}`;
  edit.disabled = editing.isSaving;
  return element('div', { class: `field field-${field}` }, ...display, edit);
}

function form(editing: Editing, draft: Draft, name: string): HTMLFormElement {
  const { field } = draft;
  const input = isLong[field]
    ? element('textarea', { attributes: { rows: '4' } })
    : element('input', { attributes: { type: 'text', autocomplete: 'off' } });
  input.value = draft.value;
  input.spellcheck = field === 'summary' || field === 'notes';
  input.setAttribute('aria-label', name);
  input.dataset['focus'] = 'draft';
  input.readOnly = editing.isSaving;
  input.addEventListener('input', () => editing.write(input.value));
  input.addEventListener('keydown', (event) => {
    // A line of its own in a text of several; elsewhere Enter submits by itself.
    if (event instanceof KeyboardEvent && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) editing.save();
    else if (event instanceof KeyboardEvent && event.key === 'Escape') editing.cancel();
    else return;
    event.preventDefault();
  });
  const isConflict = editing.theirs !== undefined;
  const save = element('button', { text: isConflict ? 'Save Mine' : 'Save', attributes: { type: 'submit' } });
  save.disabled = editing.isSaving;
  const cancel = button(isConflict ? 'Take Theirs' : 'Cancel', () => editing.cancel(), 'secondary');
  cancel.disabled = editing.isSaving;
  const hint = hints[field];
  const made = element(
    'form',
    {},
    input,
    ...(hint === undefined ? [] : [element('p', { class: 'description', text: hint })]),
    ...conflict(editing),
    ...(editing.problem === undefined
      ? []
      : [element('p', { class: 'problem', text: editing.problem, attributes: { role: 'alert' } })]),
    element('div', { class: 'buttons' }, save, cancel),
  );
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    editing.save();
  });
  return made;
}

function conflict({ theirs }: Editing): HTMLElement[] {
  if (theirs === undefined) return [];
  return [
    element(
      'div',
      { class: 'conflict', attributes: { role: 'alert' } },
      element('p', { text: 'Somebody else has changed this meanwhile. Now it says:' }),
      paragraphs(theirs),
    ),
  ];
}

/** A text of several lines; an empty one says so. */
export function paragraphs(text: string, empty = 'Nothing'): HTMLElement {
  if (text.trim() === '') return element('p', { class: 'description', text: empty });
  const box = element('p', { class: 'lines' });
  for (const [index, line] of visibleLines(text).entries()) {
    if (index > 0) box.append(element('br'));
    // Has been made visible, with a limit of its own.
    box.append(line);
  }
  return box;
}

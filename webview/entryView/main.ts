/** The page of a dictionary entry: puts its parts together and hands messages to them. */
import * as v from 'valibot';
import type { Entry, EntryChanges } from '../../server/src/protocol/cryptex.ts';
import type { EntryGraph, EntrySource } from '../../server/src/protocol/dictionaryView.ts';
import {
  EntryPageState,
  FromEntryView,
  GraphDepth,
  ToEntryView,
  type Suggestion,
} from '../../server/src/protocol/entryView.ts';
import { openChannel } from '../shared/channel.ts';
import { element } from '../shared/elements.ts';
import { Slots } from '../shared/slots.ts';
import { Draft } from './drafts.ts';
import { Editing } from './editing.ts';
import { entryPage } from './entryPage.ts';

const State = v.object({ id: EntryPageState.entries.id, draft: v.optional(Draft), depth: GraphDepth });
const channel = openChannel({
  incoming: ToEntryView,
  outgoing: FromEntryView,
  state: State,
  initial: { depth: 1 },
  receive,
});

let kept: v.InferOutput<typeof State> = channel.state;
let shown: { entry: Entry; source: EntrySource; back: boolean; forward: boolean } | undefined;
let graph: { id: number; graph: EntryGraph } | undefined;
let suggestion: Suggestion | undefined;
/** Of what was saved without a draft: a status, an accepted suggestion. */
let problem: string | undefined;

/** The field whose editing was drawn last. */
let edited: string | undefined;

const editing = new Editing({
  draft: kept.draft,
  keep: (draft) => {
    const { id, depth } = kept;
    keep({ ...(id !== undefined && { id }), depth, ...(draft && { draft }) });
  },
  save: (id, revision, changes) => channel.send({ type: 'save', id, revision, changes, source: 'human' }),
  changed: () => draw(),
});
const main = element('main');
const slots = new Slots(main);
document.body.append(main);
channel.send({ type: 'ready' });

function keep(state: v.InferOutput<typeof State>): void {
  kept = state;
  channel.keep(state);
}

function receive(message: ToEntryView): void {
  switch (message.type) {
    case 'entry': {
      const isOther = shown?.entry.id !== message.entry.id;
      shown = message;
      keep({ ...kept, id: message.entry.id });
      editing.shown(message.entry);
      if (isOther) {
        suggestion = problem = graph = undefined;
        askGraph();
      }
      draw();
      if (isOther) main.scrollTop = 0;
      break;
    }
    case 'graph':
      if (message.id !== shown?.entry.id || message.depth !== kept.depth) return;
      graph = message;
      draw();
      break;
    case 'saved':
      if (message.id !== shown?.entry.id) return;
      problem = undefined;
      editing.saved();
      break;
    case 'not-saved':
      if (message.id !== shown?.entry.id) return;
      if (editing.field === undefined) {
        problem = message.isConflict
          ? 'Somebody else has changed this entry meanwhile, and nothing was saved. Look at it again.'
          : message.reason;
        draw();
      } else editing.refused(message.isConflict, message.reason);
      break;
    case 'suggestion':
      if (message.id !== shown?.entry.id) return;
      suggestion = message.suggestion;
      draw();
      break;
    case 'failed':
      shown = undefined;
      slots.clear();
      main.append(element('p', { class: 'problem', text: message.reason, attributes: { role: 'alert' } }));
      break;
  }
}

function askGraph(): void {
  if (shown) channel.send({ type: 'graph', id: shown.entry.id, depth: kept.depth });
}

/** Saves something that has no draft. */
function save(changes: EntryChanges, source: 'human' | 'model' = 'human'): void {
  if (!shown) return;
  const { id, revision } = shown.entry;
  problem = undefined;
  channel.send({ type: 'save', id, revision, changes, source });
}

/** Draws what has changed. */
function draw(): void {
  if (!shown) return;
  const { entry, source, back, forward } = shown;
  const { id } = entry;
  slots.show(
    entryPage({
      entry,
      source,
      graph: graph?.graph,
      depth: kept.depth,
      editing,
      problem,
      suggestion,
      back: back ? () => channel.send({ type: 'back' }) : undefined,
      forward: forward ? () => channel.send({ type: 'forward' }) : undefined,
      go: (to) => channel.send({ type: 'go', id: to }),
      open: (line) => channel.send({ type: 'open-source', id, ...(line !== undefined && { line }) }),
      copy: () => channel.send({ type: 'copy-codename', id }),
      reveal: () => channel.send({ type: 'reveal', id }),
      suggest: () => channel.send({ type: 'suggest', id }),
      endSuggestion: () => {
        if (suggestion?.state === 'asking') channel.send({ type: 'cancel-suggestion', id });
        suggestion = undefined;
        draw();
      },
      accept: (text) => {
        suggestion = undefined;
        save({ summary: text }, 'model');
        draw();
      },
      save,
      setDepth: (depth) => {
        keep({ ...kept, depth });
        askGraph();
      },
    }),
  );
  moveFocus();
}

/** Into a field when its editing begins, and back to its button when it ends. */
function moveFocus(): void {
  const { field } = editing;
  const wanted = field === edited ? undefined : field === undefined ? `edit-${edited ?? ''}` : 'draft';
  edited = field;
  if (wanted !== undefined) main.querySelector<HTMLElement>(`[data-focus="${wanted}"]`)?.focus();
}

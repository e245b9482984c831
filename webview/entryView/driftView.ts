/** What people wrote about a body that has changed since: their text, and what the source said then and says now. */
import type { Entry, EntryChanges } from '../../server/src/protocol/cryptex.ts';
import { button, element } from '../shared/elements.ts';
import { when } from '../shared/words.ts';
import { paragraphs } from './fieldView.ts';
import { sourceNames } from './words.ts';

/** `save` writes a change that settles the drift. */
export function driftView(entry: Entry, save: (changes: EntryChanges) => void): HTMLElement[] {
  if (!entry.isDrifted) return [];
  const texts = (['summary', 'pseudocode'] as const).filter((field) => isWritten(entry[field]));
  return [
    element(
      'section',
      { class: 'drift', attributes: { 'aria-label': 'Drift' } },
      element('h2', { text: 'The code has changed since this was written' }),
      element('p', { text: 'Check whether what people wrote about it still holds.' }),
      ...texts.map((field) => oneText(entry, field)),
      element(
        'div',
        { class: 'buttons' },
        button('It Still Holds', () => save(confirmation(entry)), 'secondary'),
        ...texts.map((field) =>
          button(
            `Use the Source's ${field === 'summary' ? 'Summary' : 'Pseudocode'}`,
            () => save({ [field]: '' }),
            'secondary',
          ),
        ),
      ),
    ),
  ];
}

const isWritten = ({ source }: Entry['summary']): boolean => source === 'human' || source === 'model';

/** Written once more, what people said of the body counts for the body as it is now. */
function confirmation({ summary, pseudocode, status, port }: Entry): EntryChanges {
  const said: EntryChanges = {
    ...(isWritten(summary) && { summary: summary.text }),
    ...(isWritten(pseudocode) && { pseudocode: pseudocode.text }),
    // These two are what an entry has without anybody.
    ...(status !== 'legacy' && status !== 'obsolete' && { status }),
    ...(port !== undefined && { port }),
  };
  return Object.keys(said).length > 0 ? said : { status };
}

function oneText(entry: Entry, field: 'summary' | 'pseudocode'): HTMLElement {
  const { text, source, by, at, fromSource, fromSourceThen } = entry[field];
  const who = [sourceNames[source], by, at === undefined ? undefined : when(at)].filter((part) => part !== undefined);
  const column = (title: string, shown: string | undefined): HTMLElement =>
    element('div', {}, element('h3', { text: title }), paragraphs(shown ?? ''));
  return element(
    'div',
    { class: `versions of-${field}` },
    column(who.join(' · '), text),
    ...(fromSourceThen === undefined ? [] : [column('The source then', fromSourceThen)]),
    column('The source now', fromSource),
  );
}

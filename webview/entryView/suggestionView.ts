/** What a language model suggests for the summary, against what is there. Nothing of it is saved unasked. */
import type { Suggestion } from '../../server/src/protocol/entryView.ts';
import { button, element } from '../shared/elements.ts';
import { visible } from '../shared/text.ts';
import { wordDiff } from './wordDiff.ts';

export interface SuggestionOptions {
  readonly summary: string;
  readonly accept: (text: string) => void;
  readonly discard: () => void;
}

export function suggestionView(suggestion: Suggestion, { summary, accept, discard }: SuggestionOptions): HTMLElement {
  const made = element('div', { class: 'suggestion', attributes: { role: 'status' } });
  switch (suggestion.state) {
    case 'asking':
      made.append(element('p', { text: 'Asking the language model…' }), button('Cancel', discard, 'secondary'));
      break;
    case 'failed':
      made.append(element('p', { class: 'problem', text: suggestion.reason }), button('Close', discard, 'secondary'));
      break;
    case 'there': {
      const diff = element('p', { class: 'diff' });
      for (const { kind, text } of wordDiff(summary, suggestion.text)) {
        diff.append(kind === 'same' ? visible(text) : element(kind === 'added' ? 'ins' : 'del', { text }));
      }
      const yes = button('Accept', () => accept(suggestion.text));
      yes.dataset['focus'] = 'accept-suggestion';
      made.append(
        element('h3', { text: `Suggested by ${suggestion.model}` }),
        diff,
        element('div', { class: 'buttons' }, yes, button('Discard', discard, 'secondary')),
      );
      break;
    }
  }
  return made;
}

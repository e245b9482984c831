/** A number, or a name, that leads to the rows of the table that are behind it. */
import { button, element } from '../shared/elements.ts';
import { visible } from '../shared/text.ts';
import type { Facets } from './filter.ts';

export type ShowRows = (facets: Facets) => void;

export interface FacetLink {
  readonly text: string;
  /** What it is, for somebody who can't see where it stands. */
  readonly label: string;
  readonly facets: Facets;
  /** How many it stands for; there is no way to the rows of nothing. */
  readonly count: number;
}

export function facetLink({ text, label, facets, count }: FacetLink, showRows: ShowRows): HTMLElement {
  if (count === 0) return element('span', { text });
  const link = button(text, () => showRows(facets), 'link');
  const said = visible(label);
  link.setAttribute('aria-label', said);
  link.title = 'List the components behind it';
  link.dataset['focus'] = said;
  return link;
}

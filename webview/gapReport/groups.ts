/** The components by language, folder and responsible. */
import { coverage, folderOf, totalsOf, type GapTotals } from '../../server/src/protocol/gap.ts';
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { button, element } from '../shared/elements.ts';
import { number } from '../shared/text.ts';
import { facetLink, type ShowRows } from './facetLink.ts';
import type { Facets } from './filter.ts';
import { folderName, languageName, responsibleName } from './words.ts';

export interface Group {
  readonly name: string;
  readonly facets: Facets;
  readonly totals: GapTotals;
}

interface Grouping {
  readonly title: string;
  readonly keyOf: (row: GapReportRow) => string;
  readonly nameOf: (row: GapReportRow) => string;
  /** Of all that have its key. */
  readonly facetsOf: (row: GapReportRow) => Facets;
}

export const groupings: readonly Grouping[] = [
  {
    title: 'By Language',
    keyOf: ({ language }) => language,
    nameOf: ({ language }) => languageName(language),
    facetsOf: ({ language }) => ({ language }),
  },
  {
    title: 'By Folder',
    keyOf: folderOf,
    nameOf: (row) => folderName(folderOf(row)),
    facetsOf: (row) => ({ folder: folderOf(row) }),
  },
  {
    title: 'By Responsible',
    keyOf: ({ responsible }) => responsible ?? '',
    nameOf: ({ responsible }) => responsibleName(responsible ?? ''),
    facetsOf: ({ responsible }) => ({ responsible: responsible ?? '' }),
  },
];

/** Those with the most lines left come first. */
export function groupsOf(rows: readonly GapReportRow[], { keyOf, nameOf, facetsOf }: Grouping): Group[] {
  return [...Map.groupBy(rows, keyOf).values()]
    .flatMap((some) => {
      const [first] = some;
      return first ? [{ name: nameOf(first), facets: facetsOf(first), totals: totalsOf(some) }] : [];
    })
    .sort((a, b) => leftOf(b) - leftOf(a) || (a.name < b.name ? -1 : 1));
}

/** Rows before somebody asks for more, and how many they get then. */
const firstRows = 10;
const moreRows = 100;

export function groupTable(title: string, groups: readonly Group[], showRows: ShowRows): HTMLElement {
  const body = element('tbody');
  const heads = ['', 'Components', 'Done', 'Functions', 'Lines left'].map((text, column) =>
    element('th', { class: column === 0 ? '' : 'number', text, attributes: { scope: 'col' } }),
  );
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body);
  const made = element('section', {}, element('h3', { text: title }), table);
  const more = button('', () => add(moreRows), 'link');
  let shown = 0;
  function add(count: number): void {
    body.append(...groups.slice(shown, shown + count).map((group) => groupRow(group, showRows)));
    shown = Math.min(groups.length, shown + count);
    const others = groups.length - shown;
    more.textContent = `${number(Math.min(others, moreRows))} more of ${number(others)}`;
    if (others === 0) more.remove();
  }
  made.append(more);
  add(firstRows);
  return made;
}

function groupRow({ name, facets, totals }: Group, showRows: ShowRows): HTMLElement {
  const { components, done, functions, ported } = totals;
  const left = leftOf({ totals });
  const cell = (text: string, what: string, count: number, more: Facets = {}): HTMLElement => {
    const label = `${name}: ${text} ${what}`;
    return element(
      'td',
      { class: 'number' },
      facetLink({ text, label, facets: { ...facets, ...more }, count }, showRows),
    );
  };
  const share = functions === 0 ? '–' : `${coverage(ported, functions)} %`;
  return element(
    'tr',
    {},
    element(
      'th',
      { title: name, attributes: { scope: 'row' } },
      facetLink({ text: name, label: name, facets, count: components }, showRows),
    ),
    cell(number(components), 'components', components),
    cell(number(done), 'done', done, { status: 'done' }),
    cell(share, 'of the functions ported', ported, { sign: 'ported' }),
    cell(number(left), 'lines left', left, { sign: 'left' }),
  );
}

const leftOf = ({ totals }: Pick<Group, 'totals'>): number => totals.lines - totals.portedLines;

/** The upper part of the page: how far the migration is, by numbers, by status and over time. */
import { progressBar } from '../../server/src/charts/progress.ts';
import { burnDownChart, trendChart, type TrendPoint } from '../../server/src/charts/trend.ts';
import { coverage, type GapRun, type GapTotals } from '../../server/src/protocol/gap.ts';
import { button, element } from '../shared/elements.ts';
import { number } from '../shared/text.ts';
import { day, languageNames, when } from '../shared/words.ts';
import { chartElement } from './chart.ts';
import { facetLink, type FacetLink, type ShowRows } from './facetLink.ts';
import { statusNames } from './words.ts';

export interface HeaderOptions {
  readonly run: GapRun | undefined;
  readonly isAuditing: boolean;
  readonly audit: () => void;
}

export function header({ run, isAuditing, audit }: HeaderOptions): HTMLElement[] {
  const title = element('h1', { text: 'Gap Report' });
  if (!run) return [element('header', {}, title)];
  const again = button(isAuditing ? 'Auditing…' : 'Audit Again', audit, 'secondary');
  again.disabled = isAuditing;
  again.dataset['focus'] = 'audit';
  const { at, commit, settings } = run;
  const about = [
    `Port to ${languageNames[settings.target]}`,
    `audited ${when(at)}`,
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 10)}`]),
  ];
  return [
    element('header', {}, title, again),
    element('p', { class: 'description', text: about.join(' · '), title: commit ?? '' }),
  ];
}

export function cards(totals: GapTotals, showRows: ShowRows): HTMLElement[] {
  const { components, excluded, functions, ported, lines, portedLines, drifted, bound } = totals;
  const counted = components - excluded;
  const share = (part: number, all: number, unit: string): HTMLElement =>
    card(
      {
        text: all === 0 ? '–' : `${coverage(part, all)} %`,
        label: `${coverage(part, all)} percent of the ${unit} ported`,
        facets: { sign: 'ported' },
        count: part,
      },
      [
        { text: number(part), label: `${number(part)} ${unit} ported`, facets: { sign: 'ported' }, count: part },
        ' of ',
        { text: number(all), label: `${number(all)} ${unit}`, facets: { sign: 'counted' }, count: counted },
        ` ${unit} ported`,
      ],
      showRows,
    );
  const amount = (count: number, text: string, sign: 'left' | 'drifted' | 'bound'): HTMLElement =>
    card({ text: number(count), label: `${number(count)} ${text}`, facets: { sign }, count }, [text], showRows);
  return [
    element(
      'ul',
      { class: 'cards', attributes: { 'aria-label': 'Totals' } },
      share(ported, functions, 'functions'),
      share(portedLines, lines, 'lines'),
      amount(lines - portedLines, 'lines left', 'left'),
      amount(drifted, drifted === 1 ? 'component drifted' : 'components drifted', 'drifted'),
      amount(bound, 'functions called through FFI', 'bound'),
    ),
  ];
}

function card(figure: FacetLink, said: readonly (string | FacetLink)[], showRows: ShowRows): HTMLElement {
  const caption = said.map((part) =>
    typeof part === 'string' ? document.createTextNode(part) : facetLink(part, showRows),
  );
  return element(
    'li',
    {},
    element('div', { class: 'figure' }, facetLink(figure, showRows)),
    element('div', { class: 'description' }, ...caption),
  );
}

/** From what is finished to what needs nothing. */
const barOrder = ['done', 'in_progress', 'pending', 'excluded'] as const;

export function statusBar(totals: GapTotals, showRows: ShowRows): HTMLElement[] {
  const { done, inProgress, pending, excluded } = totals;
  const counts = { done, in_progress: inProgress, pending, excluded };
  const parts = barOrder.map((status) => ({ kind: status, name: statusNames[status], count: counts[status] }));
  const box = element('div', { class: 'status' });
  const bar = chartElement(progressBar(parts, `Components by status: ${parts.map(partText).join(', ')}`));
  if (bar) {
    // As wide as the page, not as high as that would make it.
    bar.setAttribute('preserveAspectRatio', 'none');
    for (const { kind: status } of parts) {
      // The legend does the same for the keyboard.
      bar.querySelector(`.${status}`)?.addEventListener('click', () => showRows({ status }));
    }
    box.append(bar);
  }
  const legend = parts.map((part) => {
    const { kind: status, count } = part;
    const link = { text: partText(part), label: `${partText(part)}: components`, facets: { status }, count };
    return element('li', { class: status }, facetLink(link, showRows));
  });
  box.append(element('ul', { class: 'legend' }, ...legend));
  return [box];
}

const partText = ({ name, count }: { readonly name: string; readonly count: number }): string =>
  `${number(count)} ${name.toLowerCase()}`;

export function overTime(runs: readonly GapRun[]): HTMLElement[] {
  const points = runs.map(({ at, totals }) => ({ at, ported: totals.ported, all: totals.functions }));
  const [first, last] = [points[0], points.at(-1)];
  const title = element('h2', { text: 'Over Time' });
  const charts = [
    { caption: 'Functions ported', drawing: chartElement(trendChart(points, 'Functions')) },
    { caption: 'Functions left', drawing: chartElement(burnDownChart(points, 'Functions')) },
  ].flatMap(({ caption, drawing }) => {
    if (!drawing) return [];
    const figure = element('figure', {}, element('figcaption', { class: 'description', text: caption }));
    figure.append(drawing);
    return [figure];
  });
  if (!first || !last || charts.length === 0) {
    const text = 'This was the first audit. From the second on, this shows what has become of the code base.';
    return [title, element('p', { class: 'description', text })];
  }
  const said = `From ${pointText(first)} to ${pointText(last)}.`;
  return [title, element('p', { class: 'description', text: said }), element('div', { class: 'charts' }, ...charts)];
}

const pointText = ({ at, ported, all }: TrendPoint): string =>
  `${number(ported)} of ${number(all)} functions ported on ${day(at)}`;

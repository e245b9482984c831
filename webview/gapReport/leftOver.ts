/** What is left as a drawing, by lines and risk: one stop for Tab, arrows from tile to tile, Enter lists its component. */
import { mostTiles, treemapChart } from '../../server/src/charts/treemap.ts';
import { Risk } from '../../server/src/protocol/gap.ts';
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { element } from '../shared/elements.ts';
import { number } from '../shared/text.ts';
import { chartElement } from './chart.ts';
import { facetLink, type ShowRows } from './facetLink.ts';
import { linesLeft } from './filter.ts';
import { riskNames } from './words.ts';

export interface LeftOver {
  /** Those with lines left; the drawing names them by their place. */
  readonly components: readonly string[];
  readonly drawing: string;
  readonly byRisk: Readonly<Record<Risk, number>>;
}

export function leftOverOf(rows: readonly GapReportRow[]): LeftOver {
  const left = rows.filter((row) => linesLeft(row) > 0);
  const byRisk = { high: 0, medium: 0, low: 0 };
  for (const { risk } of left) byRisk[risk] += 1;
  const tiles = left.map((row) => ({ name: row.component, lines: linesLeft(row), risk: row.risk }));
  const title = 'Components with lines left. Arrow keys move, Enter lists the component.';
  return { components: left.map(({ component }) => component), drawing: treemapChart(tiles, title), byRisk };
}

export function leftOverView({ components, drawing, byRisk }: LeftOver, showRows: ShowRows): HTMLElement[] {
  const title = element('h2', { text: 'What Is Left' });
  const chart = chartElement(drawing);
  if (!chart) return [title, element('p', { class: 'description', text: 'Nothing.' })];
  const legend = Risk.options.toReversed().map((risk) => {
    const count = byRisk[risk];
    const text = `${number(count)} of ${riskNames[risk].toLowerCase()} risk`;
    const facets = { risk, sign: 'left' } as const;
    return element('li', { class: risk }, facetLink({ text, label: `${text}: components`, facets, count }, showRows));
  });
  const omitted = components.length - mostTiles;
  const note =
    omitted > 0 ? `The ${number(mostTiles)} largest of ${number(components.length)} components, by` : 'Components by';
  enliven(chart, (index) => {
    const component = components[index];
    if (component !== undefined) showRows({ component });
  });
  const box = element('div', { class: 'treemap' });
  box.append(chart);
  return [
    title,
    element('p', { class: 'description', text: `${note} the lines of their functions that have no port.` }),
    element('ul', { class: 'legend' }, ...legend),
    box,
  ];
}

/** `choose` is called with the index of the tile. */
function enliven(chart: SVGSVGElement, choose: (index: number) => void): void {
  const tiles = [...chart.querySelectorAll<SVGGElement>('[data-index]')];
  chart.setAttribute('role', 'group');
  for (const [place, tile] of tiles.entries()) {
    const index = Number(tile.dataset['index']);
    tile.setAttribute('role', 'button');
    tile.setAttribute('aria-label', tile.querySelector('title')?.textContent ?? '');
    tile.setAttribute('tabindex', place === 0 ? '0' : '-1');
    tile.addEventListener('click', () => choose(index));
    tile.addEventListener('keydown', (event) => {
      const next = tiles[place + (steps[event.key] ?? 0)];
      if (event.key === 'Enter' || event.key === ' ') choose(index);
      else if (event.key in steps) moveFocus(tile, next);
      else return;
      event.preventDefault();
    });
  }
}

/** They are in the order of their size. */
const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function moveFocus(from: SVGGElement, to: SVGGElement | undefined): void {
  if (!to) return;
  from.setAttribute('tabindex', '-1');
  to.setAttribute('tabindex', '0');
  to.focus();
}

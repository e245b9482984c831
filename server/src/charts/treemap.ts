/** What is left, by lines: the larger, the more; the darker, the riskier. */
import { hierarchy, treemap } from 'd3-hierarchy';
import type { Risk } from '../protocol/gap.ts';
import { element, label, picture, tip } from './svg.ts';

export interface TreemapItem {
  readonly name: string;
  readonly lines: number;
  readonly risk: Risk;
}

const size = { width: 960, height: 420 };
/** More are not told apart by the eye. */
export const mostTiles = 400;

interface IndexedItem extends TreemapItem {
  readonly index: number;
}

interface Node {
  readonly item?: IndexedItem;
  readonly children?: readonly Node[];
}

/** Empty where nothing is left. For pages that do something on a click, tiles carry `data-index`, their place in `items`. */
export function treemapChart(items: readonly TreemapItem[], title: string): string {
  const left = items.map((item, index) => ({ ...item, index })).filter(({ lines }) => lines > 0);
  if (left.length === 0) return '';
  const shown = left.toSorted((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1)).slice(0, mostTiles);
  const root = hierarchy<Node>({ children: shown.map((item) => ({ item })) }, ({ children }) => children).sum(
    ({ item }) => item?.lines ?? 0,
  );
  const laidOut = treemap<Node>().size([size.width, size.height]).paddingInner(2)(root);
  const tiles = laidOut
    .leaves()
    .flatMap(({ data, x0, x1, y0, y1 }) => (data.item ? [tile(data.item, { x0, x1, y0, y1 })] : []));
  return picture(size, title, tiles.join(''));
}

function tile(
  { name, lines, risk, index }: IndexedItem,
  { x0, x1, y0, y1 }: Readonly<Record<'x0' | 'x1' | 'y0' | 'y1', number>>,
): string {
  const width = x1 - x0;
  const height = y1 - y0;
  const rect = element('rect', { x: x0, y: y0, width, height });
  const room = Math.floor((width - 8) / 6.5);
  const short = name.split('/').at(-1) ?? name;
  const said =
    room >= 4 && height >= 18
      ? label(x0 + 4, y0 + 14, short.length > room ? `${short.slice(0, room - 1)}…` : short)
      : '';
  const count = room >= 5 && height >= 34 ? label(x0 + 4, y0 + 28, `${lines} lines`, { class: 'small' }) : '';
  const attributes = { class: `tile ${risk}`, 'data-index': index, tabindex: 0 };
  return element('g', attributes, tip(`${name}: ${lines} lines left, ${risk} risk`) + rect + said + count);
}

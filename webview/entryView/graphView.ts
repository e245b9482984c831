/** The surroundings of an entry as a drawing: one stop for Tab, arrows from node to node, Enter walks on. */
import type { EntryGraph } from '../../server/src/protocol/dictionaryView.ts';
import { element } from '../shared/elements.ts';
import { plural, visible } from '../shared/text.ts';
import { layOut, neighbour, nodeSize, type PlacedNode } from './graphLayout.ts';

const margin = 4;

type SvgTag = 'svg' | 'g' | 'path' | 'rect' | 'foreignObject' | 'title' | 'defs' | 'marker';

function svg<K extends SvgTag>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export interface GraphView {
  readonly element: SVGSVGElement;
  /** Nodes that are not drawn. */
  readonly omitted: number;
  /** Where the middle of the entry itself is, from the left, in CSS pixels. */
  readonly middle: number;
}

/** `go` is called with the id of a node that a person has chosen. */
export function drawGraph(graph: EntryGraph, go: (id: number) => void): GraphView {
  const { nodes, edges, width, height, omitted } = layOut(graph);
  const boxes = new Map(nodes.map((node) => [node.id, drawNode(node, edges)]));
  const arrow = svg(
    'marker',
    { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
    svg('path', { d: 'M0 0L8 4L0 8z', class: 'arrow' }),
  );
  const drawing = svg(
    'svg',
    {
      class: 'graph',
      width: width + 2 * margin,
      height: height + 2 * margin,
      viewBox: [-margin, -margin, width + 2 * margin, height + 2 * margin].join(' '),
      role: 'group',
      'aria-label': `What uses the entry and what it uses, ${plural(nodes.length, 'entry', 'entries')}. Arrow keys move, Enter opens.`,
    },
    svg('defs', {}, arrow),
    ...edges.map(({ from, to }) => svg('path', { class: 'edge', d: curve(from, to), 'marker-end': 'url(#arrow)' })),
    ...boxes.values(),
  );
  const focus = (node: PlacedNode | undefined): void => {
    const box = node && boxes.get(node.id);
    if (!box) return;
    boxes.forEach((other) => other.setAttribute('tabindex', '-1'));
    box.setAttribute('tabindex', '0');
    box.focus();
  };
  for (const node of nodes) {
    const box = boxes.get(node.id);
    box?.addEventListener('click', () => go(node.id));
    box?.addEventListener('keydown', (event) => {
      const next = neighbour(nodes, node, event.key);
      if (next) focus(next);
      else if (event.key === 'Enter' || event.key === ' ') go(node.id);
      else return;
      event.preventDefault();
    });
  }
  const here = nodes.find(({ distance }) => distance === 0);
  return { element: drawing, omitted, middle: margin + (here?.x ?? 0) + nodeSize.width / 2 };
}

function drawNode(
  { id, entry, distance, x, y }: PlacedNode,
  edges: readonly { readonly from: PlacedNode; readonly to: PlacedNode }[],
): SVGGElement {
  const uses = edges.filter(({ from }) => from.id === id).length;
  const usedBy = edges.filter(({ to }) => to.id === id).length;
  const label = `${visible(entry.codename)}, ${visible(entry.qualifiedName)}, ${plural(uses, 'use', 'uses')} of others here, used by ${usedBy}`;
  const title = svg('title');
  title.textContent = visible(`${entry.codename}\n${entry.qualifiedName}\n${entry.file}`.replaceAll('\n', ' · '));
  const box = svg(
    'g',
    {
      class: `node status-${entry.status}${distance === 0 ? ' here' : ''}`,
      transform: `translate(${x} ${y})`,
      role: 'link',
      tabindex: distance === 0 ? 0 : -1,
      'aria-label': label,
      'data-id': id,
    },
    title,
    svg('rect', { ...nodeSize, rx: 3 }),
    // Only text of a page is cut off with an ellipsis.
    svg(
      'foreignObject',
      nodeSize,
      element('div', { class: 'codename', text: entry.codename }),
      element('div', { class: 'symbol', text: entry.symbol }),
    ),
  );
  if (distance === 0) box.setAttribute('aria-current', 'true');
  return box;
}

/** From the right side of one node to the left side of another; backwards and within a column back to the right side. */
function curve(from: PlacedNode, to: PlacedNode): string {
  const middle = nodeSize.height / 2;
  const start = { x: from.x + nodeSize.width, y: from.y + middle };
  const isAhead = to.distance > from.distance;
  const end = { x: isAhead ? to.x : to.x + nodeSize.width, y: to.y + middle };
  const bend = Math.max(30, Math.abs(end.x - start.x) / 2);
  const turn = isAhead ? end.x - bend : Math.max(start.x, end.x) + 30;
  const leave = isAhead ? start.x + bend : turn;
  return `M${start.x} ${start.y}C${leave} ${start.y} ${turn} ${end.y} ${end.x} ${end.y}`;
}

/** Where the nodes of an entry's surroundings stand: what uses it to the left, what it uses to the right. */
import type { EntryGraph } from '../../server/src/protocol/dictionaryView.ts';

export interface PlacedNode {
  readonly id: number;
  readonly entry: EntryGraph['nodes'][number]['entry'];
  /** 0 is the entry itself; negative uses it. */
  readonly distance: number;
  /** Of the top left corner, in units of the drawing. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly { readonly from: PlacedNode; readonly to: PlacedNode }[];
  readonly width: number;
  readonly height: number;
  /** Nodes that have no place, of the graph and those that it left out itself. */
  readonly omitted: number;
}

export const nodeSize = { width: 210, height: 40 } as const;
const gap = { x: 60, y: 12 } as const;
/** More of one distance are for the lists. */
export const maxColumn = 14;

/** Columns by distance; in a column, nodes stand near those that they are joined to. */
export function layOut({ nodes, edges, omitted }: EntryGraph): PlacedGraph {
  const columns = new Map<number, EntryGraph['nodes']>();
  for (const node of nodes) columns.set(node.distance, [...(columns.get(node.distance) ?? []), node]);
  const distances = [...columns.keys()].sort((a, b) => a - b);
  const tallest = Math.max(0, ...Array.from(columns.values(), ({ length }) => Math.min(length, maxColumn)));
  const height = tallest * (nodeSize.height + gap.y) - gap.y;
  const placed = new Map<number, PlacedNode>();
  // From the middle outwards, so that the neighbours nearer to it have their places.
  for (const distance of distances.toSorted((a, b) => Math.abs(a) - Math.abs(b))) {
    const column = (columns.get(distance) ?? []).slice(0, maxColumn);
    const wish = new Map(column.map(({ entry }) => [entry.id, wishedPlace(entry.id, edges, placed)]));
    const ordered = column.toSorted((a, b) => (wish.get(a.entry.id) ?? 0) - (wish.get(b.entry.id) ?? 0));
    const top = (height - ordered.length * (nodeSize.height + gap.y) + gap.y) / 2;
    const x = (distance - (distances[0] ?? 0)) * (nodeSize.width + gap.x);
    for (const [index, { entry }] of ordered.entries()) {
      const y = top + index * (nodeSize.height + gap.y);
      placed.set(entry.id, { id: entry.id, entry, distance, x, y });
    }
  }
  const joined = edges.flatMap(({ from, to }) => {
    const [start, end] = [placed.get(from), placed.get(to)];
    return start && end && start !== end ? [{ from: start, to: end }] : [];
  });
  const all = [...placed.values()].sort((a, b) => a.x - b.x || a.y - b.y);
  const width = Math.max(0, ...all.map(({ x }) => x + nodeSize.width));
  return {
    nodes: all,
    edges: joined,
    width,
    height: Math.max(0, height),
    omitted: omitted + nodes.length - all.length,
  };
}

/** The middle of its neighbours that have a place. */
function wishedPlace(id: number, edges: EntryGraph['edges'], placed: ReadonlyMap<number, PlacedNode>): number {
  const near = edges.flatMap(({ from, to }) => {
    const other = placed.get(from === id ? to : to === id ? from : -1);
    return other ? [other.y] : [];
  });
  return near.length === 0 ? 0 : near.reduce((sum, y) => sum + y, 0) / near.length;
}

/** The node that an arrow key leads to. */
export function neighbour(nodes: readonly PlacedNode[], from: PlacedNode, key: string): PlacedNode | undefined {
  const column = nodes.filter(({ distance }) => distance === from.distance);
  const index = column.indexOf(from);
  switch (key) {
    case 'ArrowUp':
      return column[index - 1];
    case 'ArrowDown':
      return column[index + 1];
    case 'Home':
      return nodes[0];
    case 'End':
      return nodes.at(-1);
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = key === 'ArrowLeft' ? -1 : 1;
      const next = nodes.filter(({ distance }) => distance === from.distance + step);
      return next.toSorted((a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y))[0];
    }
    default:
      return undefined;
  }
}

/** What an entry uses and what uses it as one graph. */
import type { EntryGraph } from '../protocol/dictionaryView.ts';

/**
 * What uses the entry gets negative distances. An entry on both sides, as in a cycle, stands where it is nearer, and as
 * what is used where it is as near.
 */
export function bothWays(uses: EntryGraph, usedBy: EntryGraph): EntryGraph {
  const nodes = new Map<number, EntryGraph['nodes'][number]>();
  for (const node of uses.nodes) nodes.set(node.entry.id, node);
  for (const { entry, distance } of usedBy.nodes) {
    const known = nodes.get(entry.id);
    if (!known || distance < known.distance) nodes.set(entry.id, { entry, distance: -distance });
  }
  const edges = new Map<string, EntryGraph['edges'][number]>();
  for (const { from, to, kind } of [...uses.edges, ...usedBy.edges]) {
    edges.set(`${from} ${to} ${kind}`, { from, to, kind });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], omitted: uses.omitted + usedBy.omitted };
}

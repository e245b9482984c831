/** The nodes of the gap audit's tree: groups of components, their functions, the matches of those, and the reasons. */
import type { Evidence, GapComponent, GapFunction, GapMatch } from '../../../../server/src/protocol/gap.ts';
import type { GapChildren, GapGroup, GapGrouping } from '../../../../server/src/protocol/gapView.ts';
import type { GroupNode, ItemNode, MoreNode, PageQuestion, TreeSource } from '../pagedTree.ts';

export type GapGroupNode = GroupNode<GapGroup>;
export type ComponentNode = ItemNode<GapGroup, GapComponent>;
export interface FunctionNode {
  readonly type: 'function';
  readonly id: string;
  readonly fn: GapFunction;
  readonly parent: ComponentNode;
}
export interface MatchNode {
  readonly type: 'match';
  readonly id: string;
  readonly match: GapMatch;
  readonly parent: FunctionNode;
}
export interface ReasonNode {
  readonly type: 'reason';
  readonly id: string;
  readonly evidence: Evidence;
  readonly parent: MatchNode;
}
export type GapNode = GapGroupNode | ComponentNode | MoreNode<GapGroup> | FunctionNode | MatchNode | ReasonNode;

export function componentSource(
  ask: (question: PageQuestion<GapGrouping>) => Promise<GapChildren>,
): TreeSource<GapGrouping, GapGroup, GapComponent> {
  return {
    read: async (question) => {
      const { groups, components, total } = await ask(question);
      const all = groups.reduce((sum, group) => sum + group.components, total);
      return { groups, items: components, here: total, all };
    },
    keyOf: ({ component }) => component,
    pathOf: (component, grouping) => {
      switch (grouping) {
        case 'folder':
          // One that ends with a slash is a component of the map, not a folder.
          return component.component.replace(/\/$/, '').split('/').slice(0, -1);
        case 'responsible':
          return [component.responsible ?? ''];
        case 'status':
        case 'language':
        case 'risk':
          return [component[grouping]];
      }
    },
  };
}

/** In the order of the source. */
export function functionNodes(parent: ComponentNode, functions: readonly GapFunction[]): FunctionNode[] {
  return functions.map((fn) => ({ type: 'function', id: nodeId(parent, fn.file, fn.symbol, fn.codename), fn, parent }));
}

export function matchNodes(parent: FunctionNode): MatchNode[] {
  const { match } = parent.fn;
  return match ? [{ type: 'match', id: nodeId(parent, match.port), match, parent }] : [];
}

export function reasonNodes(parent: MatchNode): ReasonNode[] {
  return parent.match.evidence.map((evidence, index) => ({
    ...{ type: 'reason', id: nodeId(parent, String(index)), evidence, parent },
  }));
}

const nodeId = (parent: { readonly id: string }, ...keys: readonly string[]): string =>
  JSON.stringify([parent.id, ...keys]);

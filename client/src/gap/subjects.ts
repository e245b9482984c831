/** What a command of the gap audit is about: components and functions. */
import * as v from 'valibot';
import { GapComponent, GapFunction } from '../../../server/src/protocol/gap.ts';

export interface GapSubject {
  readonly component: GapComponent;
  /** Undefined where it is about the component. */
  readonly fn: GapFunction | undefined;
}

const ComponentNode = v.object({ type: v.literal('item'), item: GapComponent });
const FunctionNode = v.object({ type: v.literal('function'), fn: GapFunction, parent: ComponentNode });
const MatchNode = v.object({ type: v.literal('match'), parent: FunctionNode });
const Node = v.variant('type', [ComponentNode, FunctionNode, MatchNode]);

/**
 * `argument` is the node of the tree whose menu was opened and `others` all that are selected then, as the editor hands
 * them over; without them those count that are `selected`.
 */
export function subjectsOf(argument: unknown, others: unknown, selected: readonly unknown[]): GapSubject[] {
  const nodes: readonly unknown[] = argument === undefined ? selected : Array.isArray(others) ? others : [argument];
  const subjects = nodes.flatMap((node) => {
    const parsed = v.safeParse(Node, node);
    return parsed.success ? [subjectOf(parsed.output)] : [];
  });
  // A function and its match are the same.
  return [...new Map(subjects.map((subject) => [nameOf(subject), subject])).values()];
}

function subjectOf(node: v.InferOutput<typeof Node>): GapSubject {
  switch (node.type) {
    case 'item':
      return { component: node.item, fn: undefined };
    case 'function':
      return { component: node.parent.item, fn: node.fn };
    case 'match':
      return subjectOf(node.parent);
  }
}

/** As decisions name it. */
export const nameOf = ({ component, fn }: GapSubject): string => (fn ? `${fn.file}#${fn.symbol}` : component.component);

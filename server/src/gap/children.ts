/** The components as a tree: groups or folders, and components. */
import { Risk, type ComponentStatus } from '../protocol/gap.ts';
import type { GapChildren, GapGroup, GapGrouping } from '../protocol/gapView.ts';
import type { ComponentOutline, GapRows } from '../store/gapRows.ts';

export interface GapChildrenQuestion {
  readonly grouping: GapGrouping;
  /** Keys of the groups on the way; empty for the top. */
  readonly path: readonly string[];
  /** Words that the component or the responsible must have. */
  readonly filter: string;
  /** The page of components. */
  readonly from: number;
  readonly limit: number;
}

export async function gapChildren(rows: GapRows, question: GapChildrenQuestion): Promise<GapChildren> {
  const { grouping, path, filter, from, limit } = question;
  const outlines = (await rows.outlines()).filter(filterOf(filter));
  const { groups, here } = grouping === 'folder' ? inFolder(outlines, path) : inGroup(outlines, grouping, path[0]);
  const page = here.slice(from, from + limit).map(({ component }) => component);
  const components = page.length === 0 ? [] : await rows.named(page);
  return { groups, components, total: here.length };
}

interface Level {
  readonly groups: GapGroup[];
  readonly here: readonly ComponentOutline[];
}

function inGroup(
  outlines: readonly ComponentOutline[],
  grouping: Exclude<GapGrouping, 'folder'>,
  key: string | undefined,
): Level {
  const keyOf = (one: ComponentOutline): string => one[grouping] ?? '';
  if (key !== undefined) return { groups: [], here: outlines.filter((one) => keyOf(one) === key) };
  const order: readonly string[] = grouping === 'status' ? statusOrder : grouping === 'risk' ? riskOrder : [];
  const groups = [...Map.groupBy(outlines, keyOf)].map(([name, some]) => groupOf(name, some));
  groups.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key) || (a.key < b.key ? -1 : 1));
  return { groups, here: [] };
}

/** What is left to do comes first. */
const statusOrder: readonly string[] = ['in_progress', 'pending', 'done', 'excluded'] satisfies ComponentStatus[];
const riskOrder: readonly string[] = Risk.options.toReversed();

/** A name that ends with a slash is a component of the map, not a folder. */
function inFolder(outlines: readonly ComponentOutline[], path: readonly string[]): Level {
  const prefix = path.map((part) => `${part}/`).join('');
  const below = outlines.filter(({ component }) => component.startsWith(prefix));
  const here: ComponentOutline[] = [];
  const folders = new Map<string, ComponentOutline[]>();
  for (const one of below) {
    const rest = one.component.slice(prefix.length);
    const slash = rest.indexOf('/');
    if (slash === -1 || slash === rest.length - 1) {
      here.push(one);
      continue;
    }
    const key = rest.slice(0, slash);
    const some = folders.get(key);
    if (some) some.push(one);
    else folders.set(key, [one]);
  }
  return { groups: [...folders].map(([name, some]) => groupOf(name, some)), here };
}

function groupOf(key: string, some: readonly ComponentOutline[]): GapGroup {
  const counted = some.filter(({ status }) => status !== 'excluded');
  return {
    ...{ key, components: some.length },
    functions: counted.reduce((sum, one) => sum + one.function_count, 0),
    ported: counted.reduce((sum, one) => sum + one.ported_count, 0),
  };
}

function filterOf(filter: string): (outline: ComponentOutline) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ component, responsible }) => {
    const text = `${component} ${responsible ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

/** Decisions follow what was renamed or moved: the dictionary knows an entry again. */
import type { GapDecision } from '../protocol/gap.ts';
import type { ComponentFiles } from './components.ts';
import { placeOf, type Inventory } from './inventory.ts';

/** With the names that subjects, components and ports have now. What is gone keeps the one that it had. */
export function relocate(
  decisions: readonly GapDecision[],
  { legacy, target, rules }: Inventory,
  components: readonly ComponentFiles[],
): GapDecision[] {
  const placeOfEntry = new Map<number, string>();
  const fileOfEntry = new Map<number, string>();
  const places = new Set<string>();
  for (const file of [...legacy, ...rules, ...target]) {
    if (file.module) fileOfEntry.set(file.module.id, file.path);
    for (const fn of file.functions) {
      places.add(placeOf(fn));
      for (const entry of fn.entries) placeOfEntry.set(entry, placeOf(fn));
    }
  }
  const names = new Set(components.map(({ name }) => name));
  const componentOf = new Map(components.flatMap(({ name, files }) => files.map(({ path }) => [path, name])));
  const now = (place: string, entry: number | null): string =>
    places.has(place) || entry === null ? place : (placeOfEntry.get(entry) ?? place);
  return decisions.map((decision) => {
    const { subject, entry, portEntry, kind, value } = decision;
    const place = subject === '' ? '' : now(subject, entry);
    const file = place === '' ? fileOfEntry.get(entry ?? -1) : place.slice(0, place.indexOf('#'));
    const component = componentOf.get(file ?? '') ?? decision.component;
    return {
      ...{ ...decision, subject: place },
      component: place === '' && names.has(decision.component) ? decision.component : component,
      value: kind === 'confirm' || kind === 'reject' ? now(value, portEntry) : value,
    };
  });
}

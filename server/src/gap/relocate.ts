/** Decisions follow what was renamed or moved: the dictionary knows an entry again. */
import type { GapDecision } from '../protocol/gap.ts';
import type { ComponentFiles } from './components.ts';
import { placeOf, splitPlace, type Inventory } from './inventory.ts';

/** With the names that subjects, components and ports have now. What is gone keeps the one that it had. */
export function relocate(
  decisions: readonly GapDecision[],
  { legacy, target, rules }: Inventory,
  components: readonly ComponentFiles[],
): GapDecision[] {
  const placeOfEntry = new Map<number, string>();
  const fileOfEntry = new Map<number, string>();
  for (const file of [...legacy, ...rules, ...target]) {
    if (file.module) fileOfEntry.set(file.module.id, file.path);
    for (const fn of file.functions) {
      for (const entry of fn.entries) placeOfEntry.set(entry, placeOf(fn));
    }
  }
  const componentOf = new Map(components.flatMap(({ name, files }) => files.map(({ path }) => [path, name])));
  const now = (place: string, entry: number | null): string =>
    (entry === null ? undefined : placeOfEntry.get(entry)) ?? place;
  return decisions.map((decision) => {
    const { subject, entry, portEntry, kind, value } = decision;
    if (subject === '') {
      // What was said of a file follows it; what was said of a group stays with the group.
      const file = entry === null ? undefined : fileOfEntry.get(entry);
      const own = file === undefined ? undefined : componentOf.get(file);
      return own === undefined || own !== file ? decision : { ...decision, component: own };
    }
    const place = now(subject, entry);
    return {
      ...{ ...decision, subject: place, component: componentOf.get(splitPlace(place).file) ?? decision.component },
      value: kind === 'confirm' || kind === 'reject' ? now(value, portEntry) : value,
    };
  });
}

/** Parts of a sentence on what a body does. */
import { listed } from './words.ts';

export interface Item {
  /** The whole of it: `yr_free(arena)`, `arena.xrefs to 1`. */
  readonly full: string;
  /** What names it: `yr_free`, `arena.xrefs`. */
  readonly name: string;
}

export interface Clause {
  readonly verb: 'calls' | 'sets' | 'other';
  readonly items: readonly Item[];
  /** Forms of it, the fullest first. */
  readonly forms: readonly string[];
  /** When the sentence gets too long, those of least weight are shortened first, and left out. */
  readonly weight: number;
}

/** Most of the characters that an item may have in full. */
const FULL = 72;

/** A clause that lists what is called or set. */
export function listClause(verb: 'calls' | 'sets', items: readonly Item[], weight: number): Clause {
  const fulls = distinct(items.map(({ full, name }) => (full.length > FULL ? name : full)));
  const names = distinct(items.map(({ name }) => name));
  const noun = verb === 'calls' ? 'function' : 'field';
  const forms = [
    listed(fulls, 6, noun),
    ...[8, 5, 3, 2].map((most) => listed(names, most, names.length > most + 1 ? noun : '')),
  ].map((text) => `${verb} ${text}`);
  return { verb, items, forms: distinct(forms).sort((a, b) => b.length - a.length), weight };
}

export function otherClause(weight: number, ...forms: readonly string[]): Clause {
  return { verb: 'other', items: [], forms, weight };
}

/** Neighbours that list the same kind of thing are one. */
export function merged(clauses: readonly Clause[]): Clause[] {
  const runs: [Clause, ...Clause[]][] = [];
  for (const clause of clauses) {
    const last = runs.at(-1);
    if (last?.[0].verb === clause.verb && clause.verb !== 'other') last.push(clause);
    else runs.push([clause]);
  }
  return runs.map((run) => {
    const [first] = run;
    if (run.length === 1 || first.verb === 'other') return first;
    const weight = run.reduce((most, one) => Math.max(most, one.weight), 0);
    return listClause(
      first.verb,
      run.flatMap(({ items }) => items),
      weight,
    );
  });
}

/** Clauses in the fullest forms that fit together into `room` characters; at least one of them. */
export function fitting(clauses: readonly Clause[], room: number): string[] {
  const kept = clauses.map((clause) => ({ clause, form: 0 }));
  const textOf = ({ clause, form }: { clause: Clause; form: number }): string => clause.forms[form] ?? '';
  let length = kept.reduce((sum, each) => sum + textOf(each).length + 2, 4);
  for (let weight = 0; length > room && weight <= 6; weight += 1) {
    for (let at = kept.length - 1; at >= 0 && length > room && kept.length > 1; at -= 1) {
      if ((kept[at]?.clause.weight ?? 0) < weight) {
        for (const gone of kept.splice(at, 1)) length -= textOf(gone).length + 2;
      }
    }
    for (let isChanged = true; isChanged && length > room;) {
      isChanged = false;
      for (let at = kept.length - 1; at >= 0 && length > room; at -= 1) {
        const each = kept[at];
        if (each !== undefined && each.clause.weight <= weight + 2 && each.form < each.clause.forms.length - 1) {
          length -= textOf(each).length;
          each.form += 1;
          length += textOf(each).length;
          isChanged = true;
        }
      }
    }
  }
  return kept.map(textOf);
}

export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

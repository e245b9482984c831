/** Edits that were made one after the other, as edits of the text as it was at first. */
import type { TextEdit } from '../../../protocol/readiness.ts';
import { applyEdits } from './fix.ts';

/** An edit with what it does, as {@link Fix.title} says it. */
export interface NamedEdit extends TextEdit {
  readonly title: string;
}

/** A stretch of the text between the two, changed by one of them or by both. */
interface Stretch {
  readonly start: number;
  end: number;
  /** By how much the first edits have made it longer. */
  growth: number;
  readonly later: TextEdit[];
  readonly titles: Set<string>;
}

/** `second` are edits of the text that `first` make of `text`. Both without overlaps and in order, and so is the result. */
export function composeEdits(text: string, first: readonly NamedEdit[], second: readonly NamedEdit[]): NamedEdit[] {
  const between = applyEdits(text, first);
  let grown = 0;
  return stretchesOf(first, second).map(({ start, end, growth, later, titles }) => {
    const from = start - grown;
    grown += growth;
    const inside = later.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    return {
      start: from,
      end: end - grown,
      text: applyEdits(between.slice(start, end), inside),
      title: [...titles].join('; '),
    };
  });
}

/** In order; what touches is one. */
function stretchesOf(first: readonly NamedEdit[], second: readonly NamedEdit[]): Stretch[] {
  let moved = 0;
  const earlier = first.map(({ start, end, text, title }) => {
    const growth = text.length - (end - start);
    const from = start + moved;
    moved += growth;
    return { start: from, end: from + text.length, growth, later: [], titles: new Set([title]) };
  });
  const later = second.map((edit) => ({
    ...{ start: edit.start, end: edit.end, growth: 0 },
    ...{ later: [edit], titles: new Set([edit.title]) },
  }));
  const joined: Stretch[] = [];
  for (const one of [...earlier, ...later].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    if (!last || one.start > last.end) {
      joined.push(one);
      continue;
    }
    last.end = Math.max(last.end, one.end);
    last.growth += one.growth;
    last.later.push(...one.later);
    one.titles.forEach((title) => last.titles.add(title));
  }
  return joined;
}

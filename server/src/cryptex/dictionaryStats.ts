/** Figures about a dictionary. */
import { sql } from 'kysely';
import type { DictionaryRows } from '../store/dictionaryRows.ts';

interface Count {
  readonly name: string;
  readonly count: number;
}

export interface DictionaryStats {
  /** Absent before the first index. */
  readonly root?: string;
  readonly files: number;
  readonly entries: number;
  /** Of which the body has changed since somebody has written about them. */
  readonly drifted: number;
  /** Codenames that end in a number, because no words told them apart. */
  readonly numbered: number;
  /** Entries about which somebody has written something. */
  readonly annotated: number;
  readonly languages: readonly Count[];
  readonly kinds: readonly Count[];
  readonly statuses: readonly Count[];
  readonly families: readonly Count[];
  /** Whom the summaries are from. */
  readonly summaries: readonly Count[];
}

export async function dictionaryStats(rows: DictionaryRows): Promise<DictionaryStats> {
  const counted = async (column: Parameters<DictionaryRows['counts']>[0]): Promise<Count[]> =>
    (await rows.counts(column))
      .map(({ name, count }) => ({ name: name ?? '', count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const root = (await rows.state())?.root;
  return {
    ...(root === undefined ? {} : { root }),
    files: (await rows.files()).filter(({ hash }) => hash !== '').length,
    entries: await rows.count(),
    drifted: await rows.count((eb) => eb('dictionary_entries.is_drifted', '=', 1)),
    numbered: await rows.count((eb) => eb('dictionary_entries.codename', sql`GLOB`, '*-*-[0-9]*')),
    annotated: new Set((await rows.edits()).map((edit) => edit.entry_id)).size,
    languages: await counted('language'),
    kinds: await counted('kind'),
    statuses: await counted('status'),
    families: await counted('family'),
    summaries: await counted('summary_source'),
  };
}

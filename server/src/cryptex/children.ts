/** The entries as a tree: groups, folders and files, entries. */
import { sql } from 'kysely';
import { EntryKind, EntryStatus } from '../protocol/cryptex.ts';
import type { EntryChildren, EntryGroup, EntryGrouping } from '../protocol/dictionaryView.ts';
import type { Condition, DictionaryRows } from '../store/dictionaryRows.ts';
import { briefOf } from './brief.ts';

export interface ChildrenQuestion {
  readonly grouping: EntryGrouping;
  /** Keys of the groups on the way; empty for the top. */
  readonly path: readonly string[];
  /** Words that the codename or the qualified name must have. */
  readonly filter: string;
  /** The page of entries. */
  readonly from: number;
  readonly limit: number;
}

export async function childrenOf(rows: DictionaryRows, question: ChildrenQuestion): Promise<EntryChildren> {
  const filter = filterOf(question.filter);
  if (question.grouping === 'folder') return await folderChildren(rows, question, filter);
  const { grouping, path, from, limit } = question;
  const [key] = path;
  if (key === undefined) {
    const counts = await rows.counts(grouping, filter);
    const groups = counts.map(({ name, count }) => ({ key: name ?? '', count, isFile: false }));
    return { groups: groups.sort(orderOf(grouping)), entries: [], total: sum(groups) };
  }
  const where = both(inGroup(grouping, key), filter);
  return await page(rows, where, 'codename', from, limit);
}

async function folderChildren(
  rows: DictionaryRows,
  { path, from, limit }: ChildrenQuestion,
  filter: Condition | undefined,
): Promise<EntryChildren> {
  const here = path.join('/');
  const prefix = here === '' ? '' : `${here}/`;
  // '0' is the character behind '/'.
  const below: Condition | undefined =
    here === ''
      ? filter
      : both(
          (eb) => eb.and([eb('dictionary_files.path', '>=', prefix), eb('dictionary_files.path', '<', `${here}0`)]),
          filter,
        );
  const groups = new Map<string, { count: number; isFile: boolean }>();
  for (const { name, count } of await rows.counts('path', below)) {
    const [key = '', ...rest] = (name ?? '').slice(prefix.length).split('/');
    const known = groups.get(key);
    if (known) known.count += count;
    else groups.set(key, { count, isFile: rest.length === 0 });
  }
  if (groups.size > 0 || here === '') {
    const found = [...groups].map(([key, group]) => ({ key, ...group }));
    found.sort((a, b) => Number(a.isFile) - Number(b.isFile) || compare(a.key, b.key));
    return { groups: found, entries: [], total: sum(found) };
  }
  const ofFile = both((eb) => eb('dictionary_files.path', '=', here), filter);
  return await page(rows, ofFile, 'place', from, limit);
}

async function page(
  rows: DictionaryRows,
  where: Condition,
  order: 'codename' | 'place',
  from: number,
  limit: number,
): Promise<EntryChildren> {
  const entries = await rows.list({ where, order, from, limit });
  return { groups: [], entries: entries.map(briefOf), total: await rows.count(where) };
}

function inGroup(grouping: Exclude<EntryGrouping, 'folder'>, key: string): Condition {
  switch (grouping) {
    case 'family':
      return (eb) => eb('dictionary_entries.family', '=', key);
    case 'kind':
      return (eb) => eb(sql`dictionary_entries.kind`, '=', key);
    case 'status':
      return (eb) => eb(sql`dictionary_entries.status`, '=', key);
    case 'language':
      return (eb) => eb(sql`dictionary_files.language`, '=', key);
    case 'owner':
      return (eb) => eb(sql`coalesce(dictionary_entries.owner, dictionary_files.owner, '')`, '=', key);
  }
}

/** Undefined when everything passes. */
function filterOf(text: string): Condition | undefined {
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return (eb) =>
    eb.and(
      words.map(
        (word) =>
          sql<boolean>`(dictionary_entries.codename || ' ' || dictionary_entries.qualified_name) LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`,
      ),
    );
}

function both(one: Condition, other: Condition | undefined): Condition {
  return other ? (eb) => eb.and([one(eb), other(eb)]) : one;
}

/** Kinds and statuses in their own order, all else by name, and those without a name last. */
function orderOf(grouping: EntryGrouping): (a: EntryGroup, b: EntryGroup) => number {
  const order: readonly string[] =
    grouping === 'kind' ? EntryKind.options : grouping === 'status' ? EntryStatus.options : [];
  return (a, b) =>
    order.indexOf(a.key) - order.indexOf(b.key) || Number(a.key === '') - Number(b.key === '') || compare(a.key, b.key);
}

function sum(groups: readonly EntryGroup[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

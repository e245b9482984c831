/** What entries depend on and who depends on them, over as many steps as are asked for. */
import type { Reference, ReferenceKind } from '../protocol/cryptex.ts';
import type { EntryGraph } from '../protocol/dictionaryView.ts';
import type { DictionaryRows, ListedEntry } from '../store/dictionaryRows.ts';
import { briefOf } from './brief.ts';
import { symbolOf } from './symbolOf.ts';
import { fileTail, referenceKinds, resolve, tailOf } from './resolve.ts';

/** A dependency with the entries that it stands for. */
export interface Resolved extends Reference {
  readonly homes: readonly ListedEntry[];
}

export interface Dependent {
  readonly kind: ReferenceKind;
  readonly entry: ListedEntry;
}

export interface GraphOptions {
  /** Who depends on it, rather than on what it depends. */
  readonly reverse: boolean;
  /** How many steps; at least 1. */
  readonly depth: number;
  /** Of nodes. */
  readonly limit: number;
}

/** With what is not in the code base, by name. */
export interface Graph extends EntryGraph {
  readonly named: { readonly from: number; readonly kind: ReferenceKind; readonly name: string }[];
}

export async function dependenciesOf(
  rows: DictionaryRows,
  entry: ListedEntry,
  references: readonly Reference[],
): Promise<Resolved[]> {
  const homes = await homesOf(rows, references);
  return references.map((reference) => {
    const found = homes.get(tailOf(reference.kind, reference.name).toLowerCase()) ?? [];
    return { ...reference, homes: resolve({ ...reference, from: entry }, found) };
  });
}

/** Each user once a kind, in the order of their places. */
export async function dependentsOf(rows: DictionaryRows, entry: ListedEntry): Promise<Dependent[]> {
  return (await usersOf(rows, entry)).map(({ kind, entry: user }) => ({ kind, entry: user }));
}

/** The entry that was asked about first, then the others in the order in which they are met. */
export async function graphOf(
  rows: DictionaryRows,
  start: ListedEntry,
  { reverse, depth, limit }: GraphOptions,
): Promise<Graph> {
  const graph: Graph = { nodes: [{ entry: briefOf(start), distance: 0 }], edges: [], omitted: 0, named: [] };
  const met = new Set([start.id]);
  const omitted = new Set<number>();
  let level = [start];
  for (let distance = 1; distance <= depth && level.length > 0; distance += 1) {
    const next: ListedEntry[] = [];
    for (const entry of level) {
      for (const { kind, name, other } of await neighbours(rows, entry, reverse)) {
        if (!other) {
          graph.named.push({ from: entry.id, kind, name });
          continue;
        }
        if (!met.has(other.id) && met.size >= limit) {
          omitted.add(other.id);
          continue;
        }
        graph.edges.push(reverse ? { from: other.id, to: entry.id, kind } : { from: entry.id, to: other.id, kind });
        if (met.has(other.id)) continue;
        met.add(other.id);
        graph.nodes.push({ entry: briefOf(other), distance });
        next.push(other);
      }
    }
    level = next;
  }
  graph.omitted = omitted.size;
  return graph;
}

interface Neighbour {
  readonly kind: ReferenceKind;
  readonly name: string;
  /** Absent when the name is none of the code base. */
  readonly other?: ListedEntry;
}

/** Each once a kind. */
async function neighbours(rows: DictionaryRows, entry: ListedEntry, reverse: boolean): Promise<Neighbour[]> {
  if (reverse) return (await usersOf(rows, entry)).map(({ kind, name, entry: other }) => ({ kind, name, other }));
  const references = (await symbolOf(rows, entry))?.references ?? [];
  const found = await dependenciesOf(rows, entry, references);
  return found.flatMap(({ kind, name, homes }): Neighbour[] =>
    homes.length === 0 ? [{ kind, name }] : homes.map((other) => ({ kind, name, other })),
  );
}

interface User extends Dependent {
  readonly name: string;
}

async function usersOf(rows: DictionaryRows, entry: ListedEntry): Promise<User[]> {
  const isFile = entry.kind === 'module' || entry.kind === 'script';
  if (entry.state === 'gone') return [];
  const tail = isFile ? fileTail(entry.path) : entry.name;
  const uses = (await rows.usersOf(tail)).filter(({ kind }) => (referenceKinds[kind] === 'include') === isFile);
  if (uses.length === 0) return [];
  const users = await rows.byIds([...new Set(uses.map((use) => use.entry_id))]);
  const byId = new Map(users.map((user) => [user.id, user]));
  const named = await (isFile ? rows.modules([tail]) : rows.byNames([tail]));
  const homes = named.filter(({ state }) => state !== 'gone');
  const answers = new Map<string, boolean>();
  const found: User[] = [];
  for (const use of uses) {
    const user = byId.get(use.entry_id);
    const kind = referenceKinds[use.kind];
    if (!user || kind === undefined || user.state === 'gone') continue;
    // What a name stands for is the same in all of a file.
    const question = `${use.kind} ${user.file_id} ${use.name}`;
    let stands = answers.get(question);
    if (stands === undefined) {
      stands = resolve({ kind, name: use.name, from: user }, homes).some(({ id }) => id === entry.id);
      answers.set(question, stands);
    }
    if (stands) found.push({ kind, name: use.name, entry: user });
  }
  return found.sort(
    (a, b) => compare(a.entry.path, b.entry.path) || a.entry.start_line - b.entry.start_line || a.entry.id - b.entry.id,
  );
}

/** Who may be meant, by tail in lower case. */
async function homesOf(rows: DictionaryRows, references: readonly Reference[]): Promise<Map<string, ListedEntry[]>> {
  const tails = (isInclude: boolean): string[] => [
    ...new Set(
      references.flatMap(({ kind, name }) => ((kind === 'include') === isInclude ? [tailOf(kind, name)] : [])),
    ),
  ];
  const homes = new Map<string, ListedEntry[]>();
  const add = (tail: string, home: ListedEntry): void => {
    if (home.state === 'gone') return;
    const known = homes.get(tail.toLowerCase());
    if (known) known.push(home);
    else homes.set(tail.toLowerCase(), [home]);
  };
  for (const home of await rows.byNames(tails(false))) add(home.name, home);
  for (const home of await rows.modules(tails(true))) add(fileTail(home.path), home);
  return homes;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Which symbol of the source is which entry of the dictionary.
 *
 * An entry is known by its file, kind and qualified name, and among several of these by its variant, its body and its
 * order. One that is not there any more is looked for by its body: under another name in its file, or in another file.
 */

/** What of entries and symbols decides. */
export interface Matchable {
  readonly kind: string;
  readonly qualifiedName: string;
  readonly variant: string | null;
  readonly bodyHash: string;
  readonly file: string;
  /** How many lines it has. */
  readonly lines: number;
}

export interface Pair<O, N> {
  readonly old: O;
  readonly fresh: N;
}

/** A body as short as this is that of many functions. */
const tellingLines = 3;

/** Pairs those of one file. Both are in the order of the source, entries that are there before those that are gone. */
export function matchInFile<O extends Matchable, N extends Matchable>(
  olds: readonly O[],
  freshs: readonly N[],
): Pair<O, N>[] {
  const pairs: Pair<O, N>[] = [];
  const matcher = new Matcher(olds, freshs, pairs);
  matcher.inOrder(({ kind, qualifiedName, variant, bodyHash }) => key(kind, qualifiedName, variant, bodyHash));
  matcher.inOrder(({ kind, qualifiedName, variant }) => key(kind, qualifiedName, variant));
  matcher.inOrder(({ kind, qualifiedName, bodyHash }) => key(kind, qualifiedName, bodyHash));
  matcher.inOrder(({ kind, qualifiedName }) => key(kind, qualifiedName));
  matcher.onlyOnes(({ kind, bodyHash }) => key(kind, bodyHash));
  return pairs;
}

/**
 * Pairs entries that their file has no more with symbols that are new to theirs.
 *
 * @param goneFiles of which nothing is there any more: each is looked for as a whole among `newFiles`.
 */
export function matchMoved<O extends Matchable, N extends Matchable>(
  olds: readonly O[],
  freshs: readonly N[],
  goneFiles: ReadonlySet<string>,
  newFiles: ReadonlySet<string>,
): Pair<O, N>[] {
  const pairs: Pair<O, N>[] = [];
  if (olds.length === 0 || freshs.length === 0) return pairs;
  const [oldsOf, freshsOf] = [byFile(olds), byFile(freshs)];
  const moved = movedFiles(
    olds.filter(({ file }) => goneFiles.has(file)),
    freshs.filter(({ file }) => newFiles.has(file)),
  );
  for (const [from, to] of moved) pairs.push(...matchInFile(oldsOf.get(from) ?? [], freshsOf.get(to) ?? []));
  const matcher = new Matcher(
    without(
      olds,
      pairs.map(({ old }) => old),
    ),
    without(
      freshs,
      pairs.map(({ fresh }) => fresh),
    ),
    pairs,
  );
  const isTelling = ({ lines, kind }: Matchable): boolean => lines >= tellingLines || kind === 'macro';
  matcher.onlyOnes(({ kind, qualifiedName, bodyHash }) => key(kind, qualifiedName, bodyHash));
  matcher.onlyOnes((one) => (isTelling(one) ? key(one.kind, one.bodyHash) : undefined));
  return pairs;
}

/** For each old file the new one that has most of it, if that is a third or more; no file twice. */
function movedFiles(olds: readonly Matchable[], freshs: readonly Matchable[]): Map<string, string> {
  const exactly = ({ kind, qualifiedName, bodyHash }: Matchable): string => key(kind, qualifiedName, bodyHash);
  const homes = new Map<string, string[]>();
  for (const fresh of freshs) push(homes, exactly(fresh), fresh.file);
  const votes = new Map<string, { from: string; to: string; count: number }>();
  const sizes = new Map<string, number>();
  for (const old of olds) {
    sizes.set(old.file, (sizes.get(old.file) ?? 0) + 1);
    // What is in a hundred files tells nothing about any of them.
    for (const to of new Set((homes.get(exactly(old)) ?? []).slice(0, 100))) {
      const vote = votes.get(key(old.file, to)) ?? { from: old.file, to, count: 0 };
      vote.count += 1;
      votes.set(key(old.file, to), vote);
    }
  }
  const moved = new Map<string, string>();
  const taken = new Set<string>();
  const ranked = [...votes.values()].sort(
    (a, b) =>
      b.count - a.count || Number(baseName(b.from) === baseName(b.to)) - Number(baseName(a.from) === baseName(a.to)),
  );
  for (const { from, to, count } of ranked) {
    if (moved.has(from) || taken.has(to) || count * 3 < (sizes.get(from) ?? 0)) continue;
    moved.set(from, to);
    taken.add(to);
  }
  return moved;
}

type Key = (one: Matchable) => string | undefined;

class Matcher<O extends Matchable, N extends Matchable> {
  readonly #olds: Set<O>;
  readonly #freshs: Set<N>;
  readonly #pairs: Pair<O, N>[];

  constructor(olds: readonly O[], freshs: readonly N[], pairs: Pair<O, N>[]) {
    this.#olds = new Set(olds);
    this.#freshs = new Set(freshs);
    this.#pairs = pairs;
  }

  /** The first with the first, the second with the second. */
  inOrder(keyOf: Key): void {
    const olds = this.#grouped(this.#olds, keyOf);
    for (const fresh of [...this.#freshs]) this.#pair(olds.get(keyOf(fresh) ?? '')?.shift(), fresh);
  }

  /** Where there is one on each side. */
  onlyOnes(keyOf: Key): void {
    const olds = this.#grouped(this.#olds, keyOf);
    for (const [of, freshs] of this.#grouped(this.#freshs, keyOf)) {
      const [old, ...others] = olds.get(of) ?? [];
      const [fresh] = freshs;
      if (fresh && freshs.length === 1 && others.length === 0) this.#pair(old, fresh);
    }
  }

  #pair(old: O | undefined, fresh: N): void {
    if (!old) return;
    this.#olds.delete(old);
    this.#freshs.delete(fresh);
    this.#pairs.push({ old, fresh });
  }

  #grouped<T extends Matchable>(from: Iterable<T>, keyOf: Key): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const one of from) {
      const of = keyOf(one);
      if (of !== undefined) push(groups, of, one);
    }
    return groups;
  }
}

function key(...parts: readonly (string | null)[]): string {
  return parts.join('\u0000');
}

function byFile<T extends Matchable>(from: readonly T[]): Map<string, T[]> {
  const files = new Map<string, T[]>();
  for (const one of from) push(files, one.file, one);
  return files;
}

function push<T>(groups: Map<string, T[]>, of: string, value: T): void {
  const group = groups.get(of);
  if (group) group.push(value);
  else groups.set(of, [value]);
}

function without<T>(from: readonly T[], some: readonly T[]): T[] {
  const left = new Set(from);
  for (const one of some) left.delete(one);
  return [...left];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

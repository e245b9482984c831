/** Which entries of the dictionary the entries of an import are about. */
import type { ListedEntry } from '../../store/dictionaryRows.ts';
import type { Incoming } from './incoming.ts';

export class Targets {
  readonly #entries: readonly ListedEntry[];
  readonly #byCodename = new Map<string, ListedEntry>();
  readonly #byName = new Map<string, ListedEntry[]>();
  readonly #taken = new Set<ListedEntry>();

  /** `entries` are in the order of their places. */
  constructor(entries: readonly ListedEntry[], aliases: readonly { alias: string; entry_id: number }[]) {
    this.#entries = entries;
    const byId = new Map<number, ListedEntry>();
    for (const entry of entries) {
      byId.set(entry.id, entry);
      this.#byCodename.set(entry.codename.toLowerCase(), entry);
      for (const name of new Set([entry.name.toLowerCase(), entry.qualified_name.toLowerCase()])) {
        const named = this.#byName.get(name);
        if (named) named.push(entry);
        else this.#byName.set(name, [entry]);
      }
    }
    for (const { alias, entry_id } of aliases) {
      const entry = byId.get(entry_id);
      if (entry && !this.#byCodename.has(alias.toLowerCase())) this.#byCodename.set(alias.toLowerCase(), entry);
    }
  }

  /**
   * Each with its entry, which no other has; undefined where it is new, and a sentence where it can't be told. By file,
   * kind, name and order; by the codename, where the symbol is the same; by the symbol, where there is one.
   */
  *match(incomings: readonly Incoming[]): Generator<[Incoming, ListedEntry | string | undefined]> {
    if (this.#entries.length === 0) {
      for (const incoming of incomings) yield [incoming, undefined];
      return;
    }
    for (const incoming of incomings) {
      const target = this.#targetOf(incoming);
      if (typeof target === 'object') this.#taken.add(target);
      yield [incoming, target];
    }
  }

  #targetOf(incoming: Incoming): ListedEntry | string | undefined {
    const free = (entry: ListedEntry): boolean => !this.#taken.has(entry);
    const named = (this.#byName.get((incoming.qualifiedName ?? incoming.symbol).toLowerCase()) ?? []).filter(
      (entry) => incoming.kind === undefined || entry.kind === incoming.kind,
    );
    const here = named.filter(({ path }) => isFile(path, incoming.file)).filter(free);
    const byCodename =
      incoming.codename === undefined ? undefined : this.#byCodename.get(incoming.codename.toLowerCase());
    if (byCodename && free(byCodename) && here.includes(byCodename)) return byCodename;
    const [first] = here;
    if (first) return here.find(({ start_line }) => start_line === incoming.line) ?? first;
    if (byCodename && free(byCodename) && isNamed(byCodename, incoming)) return byCodename;
    const elsewhere = named.filter(free).filter(({ state }) => state !== 'gone');
    const [only, ...others] = elsewhere;
    if (incoming.made.symbol.bodyHash !== '') return undefined;
    if (others.length > 0) {
      return `${elsewhere.length} entries have the symbol ${incoming.symbol}, none in ${incoming.file ?? 'the file that it names'}.`;
    }
    return only;
  }
}

function isNamed(entry: ListedEntry, { symbol, qualifiedName = symbol }: Incoming): boolean {
  return [entry.name, entry.qualified_name].some((name) => name === symbol || name === qualifiedName);
}

/** Paths of older dictionaries may begin elsewhere. */
function isFile(path: string, file: string | undefined): boolean {
  if (file === undefined) return true;
  return path === file || path.endsWith(`/${file}`) || file.endsWith(`/${path}`);
}

/** What is known of ports before anything is compared: what people have decided, what the map says, what markers say. */
import type { GapDecision, GapProblem } from '../protocol/gap.ts';
import { mapPath, type GapMap } from './gapMap.ts';
import { placeOf, splitPlace, type Inventory, type SourceFunction } from './inventory.ts';

/** What is said of a legacy function. */
export interface Said {
  readonly kind: 'person' | 'map' | 'marker';
  /** Who, in words. */
  readonly by: string;
  /** `FILE#SYMBOL`; undefined where it needs no port. */
  readonly port: string | undefined;
  /** The port, where it is there. */
  readonly target: SourceFunction | undefined;
  readonly note: string | undefined;
  /** Of the legacy function when a person confirmed the port. */
  readonly bodyHash: string | undefined;
}

export interface Knowledge {
  readonly functions: ReadonlyMap<SourceFunction, Said>;
  /** Files of the target, by the path of the legacy file whose port markers say they are. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Places of ports that people have rejected, by the place of the legacy function. */
  readonly rejected: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: readonly GapProblem[];
}

/** The last word of people on each subject: a component, or a function of it. */
export interface LastWords {
  /** By component. */
  readonly status: ReadonlyMap<string, GapDecision>;
  readonly responsible: ReadonlyMap<string, GapDecision>;
  /** By component and subject, see {@link subjectKey}. */
  readonly confirmed: ReadonlyMap<string, GapDecision>;
  readonly excluded: ReadonlyMap<string, GapDecision>;
  /** Places of ports, by the place of the function. */
  readonly rejected: ReadonlyMap<string, ReadonlySet<string>>;
}

/** `decisions`: the oldest first. */
export function lastWordsOf(decisions: readonly GapDecision[]): LastWords {
  const status = new Map<string, GapDecision>();
  const responsible = new Map<string, GapDecision>();
  const confirmed = new Map<string, GapDecision>();
  const excluded = new Map<string, GapDecision>();
  const rejected = new Map<string, Set<string>>();
  /** Functions of a component of which something was said. */
  const subjects = new Map<string, Set<string>>();
  for (const decision of decisions) {
    const { component, subject, kind, value } = decision;
    const key = subject === '' ? component : subject;
    if (subject !== '') subjects.set(component, (subjects.get(component) ?? new Set()).add(subject));
    if (kind === 'status') {
      if (value === '') status.delete(component);
      else status.set(component, decision);
      if (subject === '') excluded.delete(component);
    } else if (kind === 'responsible') {
      if (value === '') responsible.delete(component);
      else responsible.set(component, decision);
    } else if (kind === 'exclude') {
      excluded.set(key, decision);
      confirmed.delete(key);
      if (subject === '') status.delete(component);
    } else if (kind === 'confirm') {
      confirmed.set(key, decision);
      excluded.delete(key);
      rejected.get(key)?.delete(value);
    } else if (kind === 'reject') {
      if (confirmed.get(key)?.value === value) confirmed.delete(key);
      rejected.set(key, (rejected.get(key) ?? new Set()).add(value));
    } else {
      const keys = subject === '' ? [component, ...(subjects.get(component) ?? [])] : [subject];
      for (const one of keys) for (const words of [confirmed, excluded, rejected]) words.delete(one);
      if (subject === '') for (const words of [status, responsible]) words.delete(component);
    }
  }
  return { status, responsible, confirmed, excluded, rejected };
}

/** A person's word counts before the map's, and that before a marker's. */
export function knowledgeOf(inventory: Inventory, map: GapMap, words: LastWords): Knowledge {
  const targets = byPlace(inventory.target);
  const legacy = byPlace(inventory.legacy);
  const functions = new Map<SourceFunction, Said>();
  const files = new Map<string, string[]>();
  const problems: GapProblem[] = [];
  const none = { note: undefined, bodyHash: undefined };
  const isRejected = (fn: SourceFunction, target: SourceFunction): boolean =>
    words.rejected.get(placeOf(fn))?.has(placeOf(target)) ?? false;
  const named = legacyNames(inventory);
  for (const file of inventory.target) {
    for (const { ports, target } of [
      { ports: file.outside.ports, target: undefined },
      ...file.functions.map((fn) => ({ ports: fn.fingerprint.ports, target: fn })),
    ]) {
      for (const written of ports) {
        const subjects = named(written);
        if (target && written.includes('#') && subjects.length === 0) {
          problems.push({
            file: file.path,
            line: target.line,
            message: `A marker names ${written}, which is not there.`,
          });
        }
        if (target) {
          const said = { kind: 'marker' as const, by: 'a marker in the port', port: placeOf(target), target, ...none };
          for (const fn of subjects) if (!functions.has(fn) && !isRejected(fn, target)) functions.set(fn, said);
        }
        if (!written.includes('#'))
          for (const { path } of inventory.legacy)
            if (endsWithPath(path, written)) files.set(path, [...(files.get(path) ?? []), file.path]);
      }
    }
  }
  for (const { function: place, port, note, line } of map.functions) {
    const fn = legacy.get(place);
    if (!fn) {
      problems.push({ file: mapPath, line, message: `${place} is no legacy function.` });
      continue;
    }
    const target = port === null ? undefined : targets.get(port);
    if (port !== null && !target) problems.push({ file: mapPath, line, message: `${port} is not there.` });
    if (target && isRejected(fn, target)) continue;
    functions.set(fn, { kind: 'map', by: 'the map', port: port ?? undefined, target, note, bodyHash: undefined });
  }
  for (const [place, fn] of legacy) {
    const excluded = words.excluded.get(place);
    const confirmed = words.confirmed.get(place);
    if (excluded) {
      const { by, value: note } = excluded;
      functions.set(fn, { kind: 'person', by, port: undefined, target: undefined, note, bodyHash: undefined });
    } else if (confirmed) {
      const { by, value: port, bodyHash } = confirmed;
      functions.set(fn, { kind: 'person', by, port, target: targets.get(port), note: undefined, bodyHash });
    }
  }
  return { functions, files, rejected: words.rejected, problems };
}

function byPlace(files: Inventory['legacy']): Map<string, SourceFunction> {
  return new Map(files.flatMap(({ functions }) => functions.map((fn) => [placeOf(fn), fn])));
}

/** Answers the legacy functions that a marker means: `scan.c#yr_scan` with as much of the path as tells it, or a name alone. */
function legacyNames({ legacy }: Inventory): (written: string) => SourceFunction[] {
  const bySymbol = new Map<string, SourceFunction[]>();
  for (const { functions } of legacy)
    for (const fn of functions)
      for (const name of new Set([fn.symbol, fn.name])) {
        const some = bySymbol.get(name);
        if (some) some.push(fn);
        else bySymbol.set(name, [fn]);
      }
  return (written) => {
    const { file, symbol } = written.includes('#') ? splitPlace(written) : { file: '', symbol: written };
    const some = bySymbol.get(symbol) ?? [];
    return file === '' ? some.filter((fn) => fn.symbol === symbol) : some.filter((fn) => endsWithPath(fn.file, file));
  };
}

function endsWithPath(path: string, end: string): boolean {
  const bare = end.replace(/^\.?\//, '');
  return path === bare || path.endsWith(`/${bare}`);
}

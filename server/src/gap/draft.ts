/** Judges all components from what is in the store and what was given, and writes what is new of that. */
import { isDeepStrictEqual } from 'node:util';
import type { EntryStatus } from '../protocol/cryptex.ts';
import {
  totalsOf,
  type GapComponent,
  type GapDecision,
  type GapFunction,
  type GapProblem,
  type GapRun,
  type GapSettings,
  type GapTotals,
} from '../protocol/gap.ts';
import type { DictionaryRows } from '../store/dictionaryRows.ts';
import type { DictionaryWriter } from '../store/dictionaryWriter.ts';
import type { AuditedComponent, GapRows, KnownAuthor } from '../store/gapRows.ts';
import { componentsOf, type ComponentFiles } from './components.ts';
import { mapPath, type GapMap } from './gapMap.ts';
import { inventoryOf, placeOf, type Inventory, type SourceFunction } from './inventory.ts';
import { knowledgeOf, lastWordsOf, type Knowledge, type LastWords } from './knowledge.ts';
import { bindingsIn } from './matching/bindings.ts';
import { findMatches, type Matches } from './matching/match.ts';
import { relocate } from './relocate.ts';
import { ruleFunctions } from './ruleFunctions.ts';
import { judgeComponent, judgeFunction } from './status.ts';

export interface AuditResult {
  readonly components: readonly AuditedComponent[];
  readonly totals: GapTotals;
  readonly settings: GapSettings;
  /** That was checked out. */
  readonly commit: string | undefined;
  readonly at: string;
  readonly leftOut: Inventory['leftOut'];
  readonly problems: readonly GapProblem[];
  /** Files of which parts could not be parsed. */
  readonly unparsed: readonly GapProblem[];
  /** Files that could not be read: nothing of them counts, or what they were before. They are among the problems too. */
  readonly unread: readonly GapProblem[];
  /** Functions of the target. */
  readonly targetFunctions: number;
}

/** What an audit is made of, besides what is in the store. */
export interface Given {
  readonly root: string;
  readonly map: GapMap;
  readonly settings: GapSettings;
  readonly at: string;
  readonly authors: ReadonlyMap<string, string>;
  /** By component; those that are absent are as they were. */
  readonly rules: ReadonlyMap<string, readonly GapFunction[]>;
}

/** What an audit comes to, and what of it has to be written. */
export interface Draft {
  readonly result: AuditResult;
  readonly put: readonly AuditedComponent[];
  readonly gone: readonly string[];
  readonly fresh: readonly KnownAuthor[];
  readonly statuses: readonly { readonly entry: number; readonly status: EntryStatus | null }[];
  readonly isNewRun: boolean;
  /** Whether anything has to be. */
  readonly isNew: boolean;
}

/** By which it is known whether the store is still the one that an audit was made from. */
export interface Seen {
  readonly revision: number | undefined;
  readonly decision: number | undefined;
}

export async function seenIn(rows: GapRows, writer: DictionaryRows): Promise<Seen> {
  return { revision: (await writer.state())?.revision, decision: (await rows.decisions()).at(-1)?.id };
}

/** What of the store an audit depends on. */
export interface Stored {
  readonly seen: Seen;
  readonly inventory: Inventory;
  readonly decisions: readonly GapDecision[];
  /** What the audit before has found, by name. */
  readonly before: ReadonlyMap<string, AuditedComponent>;
  readonly lastRun: GapRun | undefined;
}

export async function stored(rows: GapRows, entries: DictionaryRows, settings: GapSettings): Promise<Stored> {
  return {
    seen: await seenIn(rows, entries),
    inventory: await inventoryOf(entries, settings),
    decisions: await rows.decisions(),
    before: new Map((await rows.audited()).map((one) => [one.component.component, one])),
    lastRun: (await rows.runs()).at(-1),
  };
}

/**
 * Takes a while for a large code base, in which other work of the process goes on. Nothing is written.
 *
 * @throws {EngineError} `cancelled`
 */
export async function judge(
  { inventory, decisions, before, lastRun }: Stored,
  given: Given,
  {
    commit,
    fresh,
    signal,
  }: { readonly commit: string | undefined; readonly fresh: readonly KnownAuthor[]; readonly signal?: AbortSignal },
): Promise<Draft> {
  const { map, settings, at } = given;
  const { components, problems } = componentsOf([...inventory.legacy, ...inventory.rules], map);
  const words = lastWordsOf(relocate(decisions, inventory, components));
  const knowledge = knowledgeOf(inventory, map, words);
  problems.push(...missingPorts(inventory, map));
  const matches = await matchesOf(inventory, knowledge, map, signal);
  const bound = bindingsIn(inventory.target);
  const audited = components.map(judgeWith({ given, knowledge, words, matches, before, bound }));
  const put = audited.filter((one) => one !== before.get(one.component.component));
  const names = new Set(audited.map(({ component }) => component.component));
  const gone = [...before.keys()].filter((name) => !names.has(name));
  const totals = totalsOf(audited.map(({ component }) => component));
  const isNewRun = !isSameRun(lastRun, { commit, settings, totals });
  const statuses = [...statusChanges(inventory, audited)];
  const result = {
    ...{ components: audited, totals, settings, commit, at, leftOut: inventory.leftOut },
    problems: [...map.problems, ...problems, ...knowledge.problems],
    unparsed: inventory.unparsed,
    unread: [],
    targetFunctions: inventory.target.reduce((sum, { functions }) => sum + functions.length, 0),
  };
  const isNew = isNewRun || [put, gone, fresh, statuses].some((some) => some.length > 0);
  return { result, put, gone, fresh, statuses, isNewRun, isNew };
}

export async function apply(rows: GapRows, writer: DictionaryWriter, draft: Draft): Promise<void> {
  const { result, put, gone, fresh, statuses, isNewRun } = draft;
  const { at, commit, settings, totals } = result;
  rows.put(put);
  rows.remove(gone);
  rows.putAuthors(fresh);
  if (isNewRun) await rows.addRun({ at, settings, totals, ...(commit !== undefined && { commit }) });
  const state = await writer.state();
  if (statuses.length === 0 || !state) return;
  const revision = state.revision + 1;
  rows.setStatuses(statuses, revision);
  await writer.setState({ ...state, revision });
}

function missingPorts({ target }: Inventory, map: GapMap): GapProblem[] {
  const paths = target.map(({ path }) => path);
  return map.components.flatMap(({ component, ports, line }) =>
    ports
      .filter((port) => !/^\w+:\/\//.test(port))
      .filter((port) => !paths.some((path) => path === port || path.startsWith(port.replace(/\/?$/, '/'))))
      .map((port) => ({
        file: mapPath,
        line,
        message: `The port of ${component}, ${port}, is not there.`,
      })),
  );
}

async function matchesOf(
  inventory: Inventory,
  { functions, files, rejected }: Knowledge,
  map: GapMap,
  signal: AbortSignal | undefined,
): Promise<Matches> {
  const known = new Map<SourceFunction, SourceFunction>();
  const withoutPort = new Set<SourceFunction>();
  for (const [fn, said] of functions) {
    if (said.target) known.set(fn, said.target);
    else withoutPort.add(fn);
  }
  const knownFiles = new Map<string, string[]>([...files].map(([path, some]) => [path, [...some]]));
  const { components } = componentsOf(inventory.legacy, map);
  for (const { files: some, mapped } of components) {
    const ports = mapped?.ports ?? [];
    const isPort = (path: string): boolean =>
      ports.some((port) => path === port || path.startsWith(port.replace(/\/?$/, '/')));
    const there = ports.length > 0 ? inventory.target.map(({ path }) => path).filter(isPort) : [];
    if (there.length > 0)
      for (const { path } of some) knownFiles.set(path, [...(knownFiles.get(path) ?? []), ...there]);
  }
  const isRejected = (legacy: SourceFunction, target: SourceFunction): boolean =>
    rejected.get(placeOf(legacy))?.has(placeOf(target)) ?? false;
  const { legacy, target } = inventory;
  return await findMatches({ legacy, target, known, knownFiles, withoutPort, isRejected, signal });
}

interface Judging {
  readonly given: Given;
  readonly knowledge: Knowledge;
  readonly words: LastWords;
  readonly matches: Matches;
  readonly before: ReadonlyMap<string, AuditedComponent>;
  readonly bound: ReadonlyMap<string, string>;
}

/** What was found before is answered itself where nothing is new. */
function judgeWith({ given, knowledge, words, matches, before, bound }: Judging) {
  const found = new Map(matches.matches.map((match) => [match.legacy, match]));
  const { threshold } = given.settings;
  const functionsOf = ({ files }: ComponentFiles, last: AuditedComponent | undefined): GapFunction[] =>
    files.flatMap((file) => {
      if (file.language === 'yara') {
        const judged = given.rules.get(file.path);
        const kept = last?.functions.filter((one) => one.file === file.path) ?? [];
        return [...(judged ?? (kept.length > 0 ? kept : ruleFunctions(file, undefined, 'not judged')))];
      }
      const isC = file.language === 'c' || file.language === 'cpp';
      return file.functions.map((fn) => {
        const rejected = knowledge.rejected.get(placeOf(fn)) ?? new Set<string>();
        const facts = {
          fn,
          said: knowledge.functions.get(fn),
          found: found.get(fn),
          bound: isC ? bound.get(fn.name) : undefined,
        };
        return judgeFunction({ ...facts, rejected, threshold });
      });
    });
  return (files: ComponentFiles): AuditedComponent => {
    const { name, mapped } = files;
    const last = before.get(name);
    const functions = functionsOf(files, last);
    const status = words.status.get(name);
    const excludedBy = words.excluded.get(name);
    const excluded = excludedBy
      ? { reason: excludedBy.value, by: excludedBy.by }
      : mapped?.exclude === undefined
        ? undefined
        : { reason: mapped.exclude, by: 'the map' };
    const component = judgeComponent({
      ...{ files, functions, excluded, responsible: responsibleFor(files, words, given.authors), updatedAt: given.at },
      near: files.files.flatMap(({ path }) => matches.files.of(path)),
      status: status && { status: componentStatus(status.value), by: status.by },
    });
    const isSame = last !== undefined && sameButForTime(last, { component, functions });
    return isSame ? last : { component, functions };
  };
}

function componentStatus(value: string): GapComponent['status'] {
  return value === 'in_progress' || value === 'done' || value === 'excluded' ? value : 'pending';
}

function sameButForTime(last: AuditedComponent, now: AuditedComponent): boolean {
  const component = { ...now.component, updatedAt: last.component.updatedAt };
  return isDeepStrictEqual({ ...now, component }, last);
}

/** A person's word, the map's, CODEOWNERS, and whoever has written most of it. */
function responsibleFor(
  { name, files, mapped }: ComponentFiles,
  words: LastWords,
  authors: ReadonlyMap<string, string>,
): string | undefined {
  const said = words.responsible.get(name)?.value ?? mapped?.responsible ?? files.find(({ owner }) => owner)?.owner;
  if (said !== undefined) return said;
  const lines = new Map<string, number>();
  for (const file of files) {
    const author = authors.get(file.path);
    if (author !== undefined) lines.set(author, (lines.get(author) ?? 0) + file.lines);
  }
  return [...lines].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

function isSameRun(
  last: GapRun | undefined,
  now: Pick<GapRun, 'settings' | 'totals'> & { commit: string | undefined },
): boolean {
  return (
    last !== undefined &&
    last.commit === now.commit &&
    isDeepStrictEqual([last.settings, last.totals], [now.settings, now.totals])
  );
}

/** What the dictionary has to say otherwise of its entries. */
function* statusChanges(
  { legacy, target, rules, statuses }: Inventory,
  audited: readonly AuditedComponent[],
): Generator<{ entry: number; status: EntryStatus | null }> {
  const now = new Map<number, EntryStatus | null>();
  const functions = new Map(audited.flatMap((one) => one.functions.map((fn) => [placeOf(fn), fn] as const)));
  const ofFile = new Map(audited.flatMap(({ component }) => component.paths.map((path) => [path, component] as const)));
  for (const file of [...legacy, ...rules]) {
    for (const fn of file.functions) {
      const state = functions.get(placeOf(fn))?.state;
      for (const entry of fn.entries) now.set(entry, state === undefined ? null : functionStatus[state]);
    }
    const component = ofFile.get(file.path);
    if (file.module && component) now.set(file.module.id, fileStatus[component.status]);
  }
  for (const { functions: some, module } of target) {
    for (const { entries } of some) for (const entry of entries) now.set(entry, 'native');
    if (module) now.set(module.id, 'native');
  }
  for (const [entry, before] of statuses) {
    const status = now.get(entry) ?? null;
    if (status !== before) yield { entry, status };
  }
}

const functionStatus: Readonly<Record<GapFunction['state'], EntryStatus | null>> = {
  ported: 'ported',
  candidate: 'porting',
  bound: 'legacy',
  missing: 'legacy',
  excluded: null,
};

const fileStatus: Readonly<Record<GapComponent['status'], EntryStatus | null>> = {
  done: 'ported',
  in_progress: 'porting',
  pending: 'legacy',
  excluded: null,
};

/** The gap audit of a code base: what of it has a counterpart. Kept in the store of its dictionary. */
import { EngineError } from '../common/errors.ts';
import type { Dictionary } from '../cryptex/dictionary.ts';
import type { EntryStatus, SourceLanguage } from '../protocol/cryptex.ts';
import type { IndexProgress } from '../protocol/dictionaryView.ts';
import type {
  GapComponent,
  GapDecision,
  GapFunction,
  GapProblem,
  GapRun,
  GapSettings,
  GapTotals,
} from '../protocol/gap.ts';
import type { RuleFileReadiness } from '../protocol/readiness.ts';
import { DictionaryWriter } from '../store/dictionaryWriter.ts';
import { GapRows, type AuditedComponent, type KnownAuthor } from '../store/gapRows.ts';
import type { Store, StoreQueries } from '../store/store.ts';
import { componentsOf, type ComponentFiles } from './components.ts';
import { decisionsFor, type Change } from './decide.ts';
import { readGapMap, type GapMap } from './gapMap.ts';
import { inventoryOf, placeOf, type Inventory, type SourceFunction } from './inventory.ts';
import { knowledgeOf, lastWordsOf, type Knowledge, type LastWords } from './knowledge.ts';
import { bindingsIn } from './matching/bindings.ts';
import { findMatches, type Matches } from './matching/match.ts';
import { authorsOf, commitOf } from './responsible.ts';
import { ruleFunctions } from './ruleFunctions.ts';
import { judgeComponent, judgeFunction, totalsOf } from './status.ts';

export const defaultLanguages: readonly SourceLanguage[] = ['c', 'python', 'powershell'];
export const defaultThreshold = 0.6;

export interface AuditOptions {
  readonly settings: GapSettings;
  /** Globs of files that the dictionary does not take in. */
  readonly indexExclude?: readonly string[];
  readonly workers?: number | undefined;
  /** Whether git may be asked for authors where nobody is named as responsible. */
  readonly blame: boolean;
  /**
   * Judges rule files, absolute paths; a file that is not answered counts as not judged. Absent where no engine can be had:
   * `rulesBecause` says why then.
   */
  readonly judgeRules?: ((paths: readonly string[]) => AsyncIterable<RuleFileReadiness>) | undefined;
  readonly rulesBecause?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: IndexProgress) => void;
}

export interface AuditResult {
  readonly components: readonly AuditedComponent[];
  readonly totals: GapTotals;
  readonly settings: GapSettings;
  /** That was checked out. */
  readonly commit: string | undefined;
  readonly at: string;
  readonly leftOut: Inventory['leftOut'];
  readonly problems: readonly GapProblem[];
  /** Functions of the target. */
  readonly targetFunctions: number;
}

/** What an audit is made of, besides what is in the store. */
interface Given {
  readonly root: string;
  readonly map: GapMap;
  readonly settings: GapSettings;
  readonly at: string;
  readonly authors: ReadonlyMap<string, string>;
  /** By component; those that are absent are as they were. */
  readonly rules: ReadonlyMap<string, readonly GapFunction[]>;
}

export class GapAudit {
  readonly #store: Store;
  readonly #dictionary: Dictionary;
  readonly #root: string;

  /** All stay those of the caller. `dictionary` is the one in `store`; `root` is absolute. */
  constructor({ store, dictionary, root }: { store: Store; dictionary: Dictionary; root: string }) {
    this.#store = store;
    this.#dictionary = dictionary;
    this.#root = root;
  }

  /**
   * Brings the dictionary in line with the source, and the audit with the dictionary. What is written is one transaction:
   * the audit is the old one or the new one at any moment.
   *
   * @throws {EngineError} `invalid` when the store is that of another code base; `cancelled`; `unreadable` for the map
   * @throws {StoreError}
   */
  async audit(options: AuditOptions): Promise<AuditResult> {
    const { settings, signal, workers, onProgress, indexExclude = [] } = options;
    const index = await this.#dictionary.index({
      ...{ exclude: indexExclude, workers, signal },
      ...(onProgress && { onProgress }),
    });
    const root = (await this.#dictionary.root()) ?? this.#root;
    const map = await readGapMap(root);
    const { inventory, known } = await this.#read(async (rows, database) => ({
      inventory: await inventoryOf(new DictionaryWriter(database), settings),
      known: await rows.authors(),
    }));
    const commit = await commitOf(root);
    const rules = await this.#rules(root, inventory, options);
    const { authors, fresh } = options.blame
      ? await authorsOf(root, unowned(inventory, map), known, signal)
      : { authors: new Map<string, string>(), fresh: [] };
    signal.throwIfAborted();
    const given = { root, map, settings, at: new Date().toISOString(), authors, rules };
    const result = await this.#write(async (rows, writer) => this.#judge(rows, writer, given, { commit, fresh }));
    const problems = index.problems.map(({ file, message }) => ({ file, message }));
    return { ...result, problems: [...result.problems, ...problems] };
  }

  /**
   * Takes down what somebody says, and judges anew what is in the dictionary, in one transaction.
   *
   * @throws {EngineError} `invalid` when there is no such component, function or port, and before the first audit
   * @throws {StoreError}
   */
  async decide(changes: readonly Change[], by: string): Promise<AuditResult> {
    const root = (await this.#dictionary.root()) ?? this.#root;
    const map = await readGapMap(root);
    return await this.#write(async (rows, writer) => {
      const last = (await rows.runs()).at(-1);
      if (!last) throw new EngineError('invalid', 'There is no audit yet: `cryptex gap audit` makes one.');
      const at = new Date().toISOString();
      rows.decide(await decisionsFor(rows, writer, changes, { by, at }));
      const authors = new Map(
        [...(await rows.authors()).values()].flatMap(({ path, author }) => (author === null ? [] : [[path, author]])),
      );
      const given = { root, map, settings: last.settings, at, authors, rules: new Map<string, GapFunction[]>() };
      return await this.#judge(rows, writer, given, { commit: last.commit, fresh: [] });
    });
  }

  /** As the last audit has left them; in the order of their names. */
  async components(): Promise<GapComponent[]> {
    return await this.#read((rows) => rows.components());
  }

  async component(name: string): Promise<AuditedComponent | undefined> {
    return await this.#read((rows) => rows.component(name));
  }

  /** The oldest first. */
  async runs(): Promise<GapRun[]> {
    return await this.#read((rows) => rows.runs());
  }

  /** Of one component, or all; the oldest first. */
  async decisions(component?: string): Promise<GapDecision[]> {
    return await this.#read((rows) => rows.decisions(component));
  }

  async #rules(
    root: string,
    { rules }: Inventory,
    { judgeRules, rulesBecause = 'not judged' }: AuditOptions,
  ): Promise<Map<string, GapFunction[]>> {
    const judged = new Map<string, RuleFileReadiness>();
    const paths = rules.map(({ path }) => `${root}/${path}`);
    if (judgeRules && paths.length > 0)
      for await (const readiness of judgeRules(paths)) judged.set(readiness.path, readiness);
    const because = judgeRules ? 'the engines gave no answer' : rulesBecause;
    return new Map(
      rules.map((file, index) => [file.path, ruleFunctions(file, judged.get(paths[index] ?? ''), because)]),
    );
  }

  async #judge(
    rows: GapRows,
    writer: DictionaryWriter,
    given: Given,
    { commit, fresh }: { readonly commit: string | undefined; readonly fresh: readonly KnownAuthor[] },
  ): Promise<AuditResult> {
    const { map, settings, at } = given;
    const inventory = await inventoryOf(writer, settings);
    const words = lastWordsOf(await rows.decisions());
    const knowledge = knowledgeOf(inventory, map, words);
    const { components, problems } = componentsOf([...inventory.legacy, ...inventory.rules], map);
    problems.push(...missingPorts(inventory, map));
    const matches = matchesOf(inventory, knowledge, map);
    const before = new Map((await rows.audited()).map((one) => [one.component.component, one]));
    const judge = judgeWith({ given, knowledge, words, matches, before, bound: bindingsIn(inventory.target) });
    const audited = components.map(judge);
    rows.put(audited.filter((one) => one !== before.get(one.component.component)));
    const names = new Set(audited.map(({ component }) => component.component));
    rows.remove([...before.keys()].filter((name) => !names.has(name)));
    rows.putAuthors(fresh);
    const totals = totalsOf(audited.map(({ component }) => component));
    const last = (await rows.runs()).at(-1);
    if (!isSameRun(last, { commit, settings, totals }))
      await rows.addRun({ at, settings, totals, ...(commit !== undefined && { commit }) });
    const changedIn = ((await writer.state())?.revision ?? 0) + 1;
    rows.setStatuses(statusChanges(inventory, audited), changedIn);
    const state = await writer.state();
    if (state) await writer.setState({ ...state, revision: changedIn });
    const targetFunctions = inventory.target.reduce((sum, { functions }) => sum + functions.length, 0);
    return {
      ...{ components: audited, totals, settings, commit, at, leftOut: inventory.leftOut, targetFunctions },
      problems: [...map.problems, ...problems, ...knowledge.problems],
    };
  }

  async #read<T>(query: (rows: GapRows, database: StoreQueries) => Promise<T>): Promise<T> {
    return await this.#store.read((database) => query(new GapRows(database), database));
  }

  async #write<T>(edit: (rows: GapRows, writer: DictionaryWriter) => Promise<T>): Promise<T> {
    return await this.#store.write((database) => edit(new GapRows(database), new DictionaryWriter(database)));
  }
}

/** Legacy files that neither the map nor CODEOWNERS names somebody for. */
function unowned({ legacy, rules }: Inventory, map: GapMap) {
  const { components } = componentsOf([...legacy, ...rules], map);
  return components
    .filter(({ mapped }) => mapped?.responsible === undefined)
    .flatMap(({ files }) => files.filter(({ owner }) => owner === undefined));
}

function missingPorts({ target }: Inventory, map: GapMap): GapProblem[] {
  const paths = target.map(({ path }) => path);
  return map.components.flatMap(({ component, ports, line }) =>
    ports
      .filter((port) => !/^\w+:\/\//.test(port))
      .filter((port) => !paths.some((path) => path === port || path.startsWith(port.replace(/\/?$/, '/'))))
      .map((port) => ({
        file: '.cryptex/gap-map.json',
        line,
        message: `The port of ${component}, ${port}, is not there.`,
      })),
  );
}

function matchesOf(inventory: Inventory, { functions, files, rejected }: Knowledge, map: GapMap): Matches {
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
  return findMatches({ legacy, target, known, knownFiles, withoutPort, isRejected });
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
      return file.functions.map((fn) => {
        const rejected = knowledge.rejected.get(placeOf(fn)) ?? new Set<string>();
        const facts = { fn, said: knowledge.functions.get(fn), found: found.get(fn), bound: bound.get(fn.name) };
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
  return JSON.stringify({ ...now, component }) === JSON.stringify(last);
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
    JSON.stringify([last.settings, last.totals]) === JSON.stringify([now.settings, now.totals])
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

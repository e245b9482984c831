/** The gap audit of a code base: what of it has a counterpart. Kept in the store of its dictionary. */
import { isDeepStrictEqual } from 'node:util';
import { EngineError, throwIfCancelled } from '../common/errors.ts';
import type { Dictionary } from '../cryptex/dictionary.ts';
import type { IndexProgress } from '../protocol/dictionaryView.ts';
import type { GapChange, GapComponent, GapDecision, GapFunction, GapRun, GapSettings } from '../protocol/gap.ts';
import type { GapChildren } from '../protocol/gapView.ts';
import type { RuleFileReadiness } from '../protocol/readiness.ts';
import { DictionaryRows } from '../store/dictionaryRows.ts';
import { DictionaryWriter } from '../store/dictionaryWriter.ts';
import { GapRows, type AuditedComponent, type KnownAuthor } from '../store/gapRows.ts';
import type { Store, StoreQueries } from '../store/store.ts';
import { gapChildren, type GapChildrenQuestion } from './children.ts';
import { componentsOf } from './components.ts';
import { unparsedNote } from '../cryptex/readAll.ts';
import { decisionsFor, subjectOf, type NewDecision } from './decide.ts';
import { apply, judge, seenIn, stored, type AuditResult, type Draft, type Stored } from './draft.ts';
import { readGapMap, type GapMap } from './gapMap.ts';
import { inventoryOf, type Inventory } from './inventory.ts';
import { relocate } from './relocate.ts';
import { authorsOf, commitOf } from './responsible.ts';
import { ruleFunctions } from './ruleFunctions.ts';

export interface AuditOptions {
  readonly settings: GapSettings;
  /** Globs of files that the dictionary does not take in. */
  readonly indexExclude?: readonly string[];
  readonly workers?: number | undefined;
  /** Whether git may be asked for authors where nobody is named as responsible. */
  readonly blame: boolean;
  /**
   * Judges rule files, absolute paths; a file that is not answered counts as not judged, as do all where it fails for want
   * of an engine.
   */
  readonly judgeRules: (paths: readonly string[]) => AsyncIterable<RuleFileReadiness>;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: IndexProgress) => void;
}

/** How often an audit begins anew when others write meanwhile. */
const attempts = 4;

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
  async audit(options: AuditOptions): Promise<AuditResult & { reindexed: boolean }> {
    const { settings, signal, workers, onProgress, indexExclude = [] } = options;
    const index = await this.#dictionary.index({
      ...{ exclude: indexExclude, workers, signal },
      ...(onProgress && { onProgress }),
    });
    const root = await this.root();
    const map = await readGapMap(root);
    const known = await this.#read((rows) => rows.authors());
    const commit = await commitOf(root);
    const { result } = await this.#settle(settings, async (found) => {
      const { inventory } = found;
      const rules = await this.#rules(root, inventory, options);
      const { authors, fresh } = options.blame
        ? await authorsOf(root, unowned(inventory, map), known, signal)
        : { authors: new Map<string, string>(), fresh: [] };
      throwIfCancelled(signal);
      return await judge(
        found,
        { root, map, settings, at: new Date().toISOString(), authors, rules },
        { commit, fresh, signal },
      );
    });
    // What could not be parsed is told from what is kept, so that it is told again while it is so.
    const unread = index.problems.filter(({ message }) => !message.endsWith(unparsedNote));
    const reindexed = index.files.read > 0 || index.files.gone > 0;
    return { ...result, problems: [...result.problems, ...unread], unread, reindexed };
  }

  /**
   * Takes down what somebody says, and judges anew what is in the dictionary, in one transaction.
   *
   * @throws {EngineError} `invalid` when there is no such component, function or port, and before the first audit
   * @throws {StoreError}
   */
  async decide(changes: readonly GapChange[], by: string): Promise<AuditResult & { decided: AuditedComponent[] }> {
    const root = await this.root();
    const map = await readGapMap(root);
    const last = (await this.runs()).at(-1);
    if (!last) throw new EngineError('invalid', 'There is no audit yet: `cryptex gap audit` makes one.');
    const at = new Date().toISOString();
    const said = { by, at };
    let decisions: NewDecision[] = [];
    const { result } = await this.#settle(
      last.settings,
      async (found) => {
        decisions = await this.#read((rows, database) =>
          decisionsFor(rows, new DictionaryRows(database), changes, { ...said, target: last.settings.target }),
        );
        const first = (found.decisions.at(-1)?.id ?? 0) + 1;
        const all = [...found.decisions, ...decisions.map((one, index) => ({ ...one, id: first + index }))];
        const authors = await this.#read(async (rows) => knownAuthors(found.inventory, await rows.authors()));
        const given = { root, map, settings: last.settings, at, authors, rules: new Map<string, GapFunction[]>() };
        const draft = await judge({ ...found, decisions: all }, given, { commit: last.commit, fresh: [] });
        return { ...draft, isNew: true };
      },
      (rows) => rows.decide(decisions),
    );
    const names = new Set(decisions.map(({ component }) => component));
    const subjects = new Set(decisions.map(({ subject }) => subject));
    const decided = result.components.filter(
      ({ component, functions }) =>
        names.has(component.component) || functions.some((fn) => subjects.has(`${fn.file}#${fn.symbol}`)),
    );
    return { ...result, decided };
  }

  /** The folder of the code base that is in the store, which a part of it may have been asked for by. */
  async root(): Promise<string> {
    return (await this.#dictionary.root()) ?? this.#root;
  }

  /** As the last audit has left them; in the order of their names. */
  async components(): Promise<GapComponent[]> {
    return await this.#read((rows) => rows.components());
  }

  async children(question: GapChildrenQuestion): Promise<GapChildren> {
    return await this.#read((rows) => gapChildren(rows, question));
  }

  /** The component that a name stands for, or the one of the function that it does. @throws {EngineError} `invalid` */
  async find(name: string): Promise<AuditedComponent> {
    return await this.#read((rows) => subjectOf(rows, name));
  }

  async component(name: string): Promise<AuditedComponent | undefined> {
    return await this.#read((rows) => rows.component(name));
  }

  /** What the last audit has found, for a report of it; undefined before the first. */
  async last(): Promise<AuditResult | undefined> {
    return await this.#read(async (rows, database) => {
      const run = (await rows.runs()).at(-1);
      if (!run) return undefined;
      const { settings, totals, commit, at } = run;
      const { leftOut, unparsed, target } = await inventoryOf(new DictionaryRows(database), settings);
      return {
        ...{
          components: await rows.audited(),
          totals,
          settings,
          commit,
          at,
          leftOut,
          unparsed,
          problems: [],
          unread: [],
        },
        targetFunctions: target.reduce((sum, { functions }) => sum + functions.length, 0),
      };
    });
  }

  /** The oldest first. */
  async runs(): Promise<GapRun[]> {
    return await this.#read((rows) => rows.runs());
  }

  /** Of one component, or all; the oldest first. */
  async decisions(component?: string): Promise<GapDecision[]> {
    const root = await this.root();
    const map = await readGapMap(root);
    return await this.#read(async (rows, database) => {
      const [decisions, last] = [await rows.decisions(), (await rows.runs()).at(-1)];
      if (!last) return decisions;
      const inventory = await inventoryOf(new DictionaryRows(database), last.settings);
      const { components } = componentsOf([...inventory.legacy, ...inventory.rules], map);
      const now = relocate(decisions, inventory, components);
      return component === undefined ? now : now.filter((one) => one.component === component);
    });
  }

  async #rules(root: string, { rules }: Inventory, { judgeRules }: AuditOptions): Promise<Map<string, GapFunction[]>> {
    const judged = new Map<string, RuleFileReadiness>();
    const paths = rules.map(({ path }) => `${root}/${path}`);
    let because = 'the engines gave no answer';
    try {
      if (paths.length > 0) for await (const readiness of judgeRules(paths)) judged.set(readiness.path, readiness);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'engine-missing') throw error;
      because = 'not judged: there is no libyara';
    }
    return new Map(
      rules.map((file, index) => [file.path, ruleFunctions(file, judged.get(paths[index] ?? ''), because)]),
    );
  }

  /** Makes a draft from the store and writes what is new of it, unless the store has become another one meanwhile: then again. */
  async #settle(
    settings: GapSettings,
    draftOf: (found: Stored) => Promise<Draft>,
    write: (rows: GapRows) => void = () => undefined,
  ): Promise<Draft> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await this.#read((rows, database) => stored(rows, new DictionaryRows(database), settings));
      const draft = await draftOf(found);
      if (!draft.isNew) return draft;
      const isWritten = await this.#store.write(async (database) => {
        const [rows, writer] = [new GapRows(database), new DictionaryWriter(database)];
        if (!isDeepStrictEqual(found.seen, await seenIn(rows, writer))) return false;
        write(rows);
        await apply(rows, writer, draft);
        return true;
      });
      if (isWritten) return draft;
    }
    throw new EngineError('changed', 'The dictionary changes all the time: audit again when others are done with it.');
  }

  async #read<T>(query: (rows: GapRows, database: StoreQueries) => Promise<T>): Promise<T> {
    return await this.#store.read((database) => query(new GapRows(database), database));
  }
}

/** Those of files that are as they were. */
function knownAuthors({ legacy, rules }: Inventory, known: ReadonlyMap<string, KnownAuthor>): Map<string, string> {
  return new Map(
    [...legacy, ...rules].flatMap(({ path, hash }): [string, string][] => {
      const before = known.get(path);
      return before?.hash === hash && before.author !== null ? [[path, before.author]] : [];
    }),
  );
}

/** Legacy files that neither the map nor CODEOWNERS names somebody for. */
function unowned({ legacy, rules }: Inventory, map: GapMap) {
  const { components } = componentsOf([...legacy, ...rules], map);
  return components
    .filter(({ mapped }) => mapped?.responsible === undefined)
    .flatMap(({ files }) => files.filter(({ owner }) => owner === undefined));
}

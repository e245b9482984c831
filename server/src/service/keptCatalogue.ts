/**
 * The rule catalogue that the host keeps, so that each key that a person types finds it ready: that of one workspace,
 * which gives way when another is asked for.
 */
import { homedir } from 'node:os';
import { SearchableCatalogue } from '../catalogue/searchableCatalogue.ts';
import { EngineError } from '../common/errors.ts';
import type { CatalogueUpdate, RuleHit, WorkspaceRules } from '../protocol/catalogue.ts';
import type { StoreChoice } from '../protocol/history.ts';
import { storePath, userStorePath } from '../store/location.ts';
import { StoreError } from '../store/storeError.ts';

interface Kept {
  readonly key: string;
  readonly catalogue: SearchableCatalogue;
  isRead: boolean;
  /** Whatever update runs now; the next one waits for it. */
  turn: Promise<unknown>;
}

export class KeptCatalogue {
  #kept: Kept | undefined;

  /**
   * Brings the catalogue in line with the disk. Goes on for others when its caller has left.
   *
   * @throws {EngineError}
   */
  async update(rules: WorkspaceRules, signal: AbortSignal): Promise<CatalogueUpdate> {
    return await unlessAborted(updated(await this.#of(rules)), signal);
  }

  /**
   * The rules that fit best, see `RuleSearch`, in the catalogue as it was updated last; the first question updates it.
   *
   * @throws {EngineError}
   */
  async find(rules: WorkspaceRules, query: string, limit: number, signal: AbortSignal): Promise<RuleHit[]> {
    const kept = await this.#of(rules);
    await unlessAborted(kept.turn, signal);
    if (!kept.isRead) await unlessAborted(updated(kept), signal);
    // What is cancelled by the next key has been read from the channel by then.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw cancelled();
    return kept.catalogue
      .find(query, limit)
      .map(({ rule: { name, file, range, tags }, ...found }) => ({ name, file, range, tags, ...found }));
  }

  async #of(rules: WorkspaceRules): Promise<Kept> {
    const key = JSON.stringify(rules);
    if (this.#kept?.key === key) return this.#kept;
    const earlier = this.#kept;
    const { folders, exclude, store } = rules;
    const catalogue = new SearchableCatalogue({ store: catalogueStore(store), folders, exclude }, onNotice);
    const kept = { key, catalogue, isRead: false, turn: Promise.resolve() };
    this.#kept = kept;
    await earlier?.turn;
    await earlier?.catalogue[Symbol.asyncDispose]();
    return kept;
  }
}

/** Unlike a scan, a look for a rule makes no `.cryptex` folder in a workspace. */
function catalogueStore({ named, folder }: StoreChoice): string {
  if (named === undefined && folder === undefined) return userStorePath();
  return storePath({ named, folder: folder ?? homedir() });
}

/** Updates of a catalogue run one after another: one that was asked for later sees what changed meanwhile. */
function updated(kept: Kept): Promise<CatalogueUpdate> {
  const { catalogue } = kept.catalogue;
  const update = kept.turn.then(async () => {
    const outcome = await catalogue.update({ signal: new AbortController().signal, onNotice });
    kept.catalogue.prepare();
    kept.isRead = true;
    return outcome;
  });
  kept.turn = update.catch(() => undefined);
  return update;
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw cancelled();
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(cancelled()), { once: true });
    work.then(resolve, (error: unknown) => reject(failure(error)));
  });
}

function failure(error: unknown): Error {
  if (error instanceof StoreError) return new EngineError(error.toFailure().code, error.message);
  return error instanceof Error ? error : new Error(String(error));
}

function cancelled(): EngineError {
  return new EngineError('cancelled', 'Cancelled.');
}

/** The extension writes what the host prints into its log. */
function onNotice(message: string): void {
  console.error(message);
}

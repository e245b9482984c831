/** Records a scan while it runs: first in a spool, at the end in the database. */
import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import type { Retention } from '../protocol/history.ts';
import type { ScanEvent, ScanRequest } from '../protocol/scan.ts';
import { foldSpool } from './foldSpool.ts';
import { applyRetention, setRetention } from './retention.ts';
import { longestLine, Spool, takeAbandoned, type AbandonedSpool } from './spool.ts';
import { recordJson, RecordEncoder } from './spoolRecords.ts';
import type { Store } from './store.ts';
import { fileError, StoreError } from './storeError.ts';

export interface RecorderOptions {
  /** What of earlier scans stays, from now on; as it was set before when absent. */
  readonly retention?: Retention | undefined;
  /** When so many characters of the scan have been spooled, its further events are counted only. */
  readonly maxSize?: number;
}

/** A character has at most 3 bytes in UTF-8. */
const lineSize = longestLine / 3;

export class ScanRecorder {
  readonly #store: Store;
  readonly #encoder: RecordEncoder;
  readonly #maxSize: number;
  readonly #retention: Retention | undefined;
  #spool: Spool | undefined;
  #leftOut = 0;

  /** Nothing is written before the scan has started. `request` is what it takes to run the scan again. */
  constructor(store: Store, request: ScanRequest, options: RecorderOptions = {}) {
    const { maxSize = 128 << 20, retention } = options;
    this.#store = store;
    this.#retention = retention;
    this.#maxSize = maxSize;
    this.#encoder = new RecordEncoder(request);
  }

  /**
   * Takes the next event. Cheap, and never fails: what goes wrong is told by {@link finish}. The promise, if there is one,
   * resolves when it is time for more.
   */
  record(event: ScanEvent): Promise<void> | undefined {
    // Rules that were rejected, and a scan that was cancelled before it began, leave no record.
    if (event.type === 'started') this.#spool ??= new Spool(this.#store.path, randomUUID());
    if (!this.#spool || this.#spool.hasFailed) return undefined;
    if (event.type === 'done') {
      const { summary, slowest } = event;
      return this.#spool.append(recordJson({ type: 'done', summary, slowest, leftOut: this.#leftOut }));
    }
    const lines = this.#spool.size > this.#maxSize ? undefined : this.#encoder.encode(event);
    if (!lines || lines.some((line) => line.length > lineSize)) {
      if (event.type !== 'progress') this.#leftOut += 1;
      return undefined;
    }
    let full: Promise<void> | undefined;
    for (const line of lines) full = this.#spool.append(line);
    return full;
  }

  /**
   * Brings the record into the database, `incomplete` when no `done` has come, and before it what dead processes have left.
   * When the promise resolves it is on the disk. Where the database can't be written now, as with a full disk, the
   * spool is kept and folded the next time.
   *
   * @throws StoreError
   */
  async finish(): Promise<void> {
    await using spool = this.#spool;
    this.#spool = undefined;
    if (!spool) return;
    try {
      await spool.sync();
    } catch (error) {
      // What can't be written is no record, and may be in the way.
      await spool.remove().catch(() => undefined);
      throw fileError(error, this.#store.path, 'write');
    }
    try {
      await foldAbandoned(this.#store);
      await this.#store.write(async (database) => {
        await foldSpool(database, spool.path);
        if (this.#retention) await setRetention(database, this.#retention);
        await applyRetention(database);
      });
    } catch (error) {
      if (isHopeless(error)) await spool.remove();
      throw await refused(error, spool.path);
    }
    await spool.remove();
  }
}

/**
 * Folds the spools that dead processes have left.
 *
 * @throws StoreError when that could not be written; then they stay.
 */
export async function foldAbandoned(store: Store): Promise<void> {
  const spools = await takeAbandoned(store.path);
  // Edits that are asked for at once are written together.
  const outcomes = await Promise.allSettled(spools.map((spool) => foldOne(store, spool)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function foldOne(store: Store, { path, lock }: AbandonedSpool): Promise<void> {
  try {
    await store.write((database) => foldSpool(database, path));
    await rm(path, { force: true });
  } catch (error) {
    throw await refused(error, path);
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}

/** Whether this program won't ever write to that database. */
function isHopeless(error: unknown): boolean {
  return error instanceof StoreError && (error.code === 'newer' || error.code === 'foreign');
}

/** What is not the database's fault is a spool's that nobody can fold: it is set aside, for a person to look at. */
async function refused(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof StoreError)) await rename(path, `${path}.refused`).catch(() => undefined);
  return error;
}

/** The recorded scans that a command is about. */
import { EngineError } from '../common/errors.ts';
import { escapeText } from '../common/escape.ts';
import type { HistoryEntry } from '../protocol/history.ts';
import { storePath } from '../store/location.ts';
import type { ScanHistory } from '../store/scanHistory.ts';
import type { Store } from '../store/store.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface StoreOption {
  readonly store?: string;
}

/** The database that is named or found; notices are warnings, and given to `onNotice` too. The caller disposes of it. */
export async function openStore(
  { store }: StoreOption,
  terminal: Terminal,
  onNotice?: (message: string) => void,
): Promise<Store> {
  // It is not loaded for other commands.
  const { Store } = await import('../store/store.ts');
  return new Store(storePath({ named: store, folder: process.cwd() }), {
    onNotice: (message) => {
      terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(message)}`);
      onNotice?.(message);
    },
  });
}

/** Scans as they are named on a command line: by their name, or by as much of its beginning as no other has. */
export class RecordedScans {
  readonly history: ScanHistory;
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
  readonly #path: string;

  private constructor(history: ScanHistory, entries: readonly HistoryEntry[], path: string) {
    this.history = history;
    this.entries = entries;
    this.#path = path;
  }

  /** @throws StoreError */
  static async read(store: Store): Promise<RecordedScans> {
    const { ScanHistory } = await import('../store/scanHistory.ts');
    const history = new ScanHistory(store);
    await history.takeUp();
    return new RecordedScans(history, await history.list(), store.path);
  }

  /** @throws {EngineError} `unreadable` when there is no such scan, `invalid` when there are several. */
  find(name: string): HistoryEntry {
    const found = this.entries.filter(({ scan }) => scan.startsWith(name));
    const exact = found.find(({ scan }) => scan === name);
    const [first, second] = exact ? [exact] : found;
    if (!first) throw new EngineError('unreadable', `There is no scan ${name} in ${this.#path}.`);
    if (second) throw new EngineError('invalid', `${found.length} scans begin with ${name}: write more of it.`);
    return first;
  }

  /** The scan that was recorded as the `index`th from the last. @throws {EngineError} `unreadable` without one. */
  latest(index = 0): HistoryEntry {
    const entry = this.entries[index];
    if (entry) return entry;
    const few = index === 0 ? 'No scan is' : 'Fewer than two scans are';
    throw new EngineError('unreadable', `${few} recorded in ${this.#path}.`);
  }
}

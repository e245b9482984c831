/** Recording the scans of `cryptex scan`, where somebody wants that. */
import type { ScanEvent, ScanRequest } from '../protocol/scan.ts';
import { intendedStorePath } from '../store/location.ts';
import { StoreError } from '../store/storeError.ts';
import { escapeText } from '../common/escape.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface RecordOptions {
  readonly store?: string;
  /** False with `--no-record`. */
  readonly record: boolean;
}

/** The database to record in; `undefined` when none was named and no folder above has one. */
export function recordingStore({ store, record }: RecordOptions): string | undefined {
  return record ? intendedStorePath({ named: store, folder: process.cwd() }) : undefined;
}

/** A scan that is recorded; disposed of at its end, when the record is on the disk. */
export interface Recording extends AsyncDisposable {
  /** As {@link ScanRecorder.record}. */
  readonly record: (event: ScanEvent) => Promise<void> | undefined;
}

/**
 * Begins the record of a scan in the database at `path`. A database that can't be written gives a warning at the end, and
 * changes nothing else.
 *
 * @param shownPath says which file stands for standard input.
 */
export async function openRecording(
  path: string,
  request: ScanRequest,
  terminal: Terminal,
  shownPath: (path: string) => string,
): Promise<Recording> {
  // The database is not loaded for scans that are not recorded.
  const { Store } = await import('../store/store.ts');
  const { ScanRecorder } = await import('../store/scanRecorder.ts');
  const warn = (message: string): void => terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(message)}`);
  const named = (target: string): string => (shownPath(target) === '-' ? '-' : target);
  const store = new Store(path, { onNotice: warn });
  const recorder = new ScanRecorder(store, { ...request, targets: request.targets.map(named) });
  return {
    record: (event) => recorder.record('path' in event ? { ...event, path: named(event.path) } : event),
    [Symbol.asyncDispose]: async () => {
      try {
        await recorder.finish();
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        warn(`The scan is not recorded. ${error.message}`);
      } finally {
        await store[Symbol.asyncDispose]();
      }
    },
  };
}

/** The record of a scan that the extension asked for. */
import type { ServiceParams } from '../protocol/service.ts';
import { ScanRecorder } from '../store/scanRecorder.ts';
import { StoreError } from '../store/storeError.ts';
import { openStore } from './keptStores.ts';

export interface Recording extends AsyncDisposable {
  readonly record: ScanRecorder['record'];
}

/** A database that can't be written is told in the log, and changes nothing else. */
export function openRecording({ request, record }: ServiceParams<'scan'>): Recording | undefined {
  if (!record) return undefined;
  const recorder = new ScanRecorder(openStore(record.store), request, { retention: record.retention });
  return {
    record: (event) => recorder.record(event),
    [Symbol.asyncDispose]: async () => {
      try {
        await recorder.finish();
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        console.error(`The scan is not recorded. ${error.message}`);
      }
    },
  };
}

/** What a store has recorded, as the tests look at it. */
import type { ScanEvent, TargetEvent } from '../../../server/src/protocol/scan.ts';
import { ScanHistory } from '../../../server/src/store/scanHistory.ts';
import { ScanRecorder } from '../../../server/src/store/scanRecorder.ts';
import type { Store } from '../../../server/src/store/store.ts';
import { request } from './scanEvents.ts';

/** Records a whole scan. */
export async function record(store: Store, ...events: readonly ScanEvent[]): Promise<void> {
  const recorder = new ScanRecorder(store, request);
  for (const event of events) await recorder.record(event);
  await recorder.finish();
}

/** All that is kept of what a scan told of files, page by page. */
export async function allEvents(store: Store, scan: string, limit?: number): Promise<TargetEvent[]> {
  const history = new ScanHistory(store);
  const events: TargetEvent[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const page = await history.events(scan, { from, limit });
    events.push(...page.events);
    from = page.next;
  }
  return events;
}

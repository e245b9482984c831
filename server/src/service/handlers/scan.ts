import { scanEventsNotification, type ScanEvents } from '../../protocol/service.ts';
import { EventBatcher } from '../../scan/eventBatcher.ts';
import { runScan } from '../../scan/scanRunner.ts';
import type { RequestHandler } from '../requestHandler.ts';

/** Runs a scan. Its events go out as notifications; the last of them before the response. */
export const scan: RequestHandler<'scan'> = async ({ scan, request }, { openEngine, signal, notify }) => {
  await using engine = openEngine(request.workers);
  let sent: Promise<void> = Promise.resolve();
  const batcher = new EventBatcher<ScanEvents['events'][number]>((events) => {
    const notification: ScanEvents = { scan, events };
    sent = notify(scanEventsNotification, notification);
    // The next event waits for it; with nobody left to tell, the connection's end cancels the scan.
    sent.catch(() => undefined);
  });
  const listener = (event: ScanEvents['events'][number]) => {
    batcher.add(event);
    return sent.catch(() => undefined);
  };
  try {
    return await runScan(request, { engine, signal, listener });
  } finally {
    batcher.flush();
    await sent.catch(() => undefined);
  }
};

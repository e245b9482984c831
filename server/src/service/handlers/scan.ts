import { scanEventsNotification, type ScanEvents } from '../../protocol/service.ts';
import { EventBatcher } from '../../scan/eventBatcher.ts';
import { PauseGate } from '../../scan/pauseGate.ts';
import { ResultCache } from '../../scan/resultCache.ts';
import { runScan } from '../../scan/scanRunner.ts';
import type { RequestHandler } from '../requestHandler.ts';

/** Runs a scan. Its events go out as notifications; the last of them before the response. */
export const scan: RequestHandler<'scan'> = async (params, context) => {
  const { scan, request } = params;
  const { openEngine, libyara, pauseGates, signal, notify } = context;
  const pause = new PauseGate();
  pauseGates.set(scan, pause);
  await using engine = openEngine(request.workers);
  await using recording = params.record && (await import('../recording.ts')).openRecording(params);
  let sent: Promise<void> = Promise.resolve();
  const send = async (events: ScanEvents['events']) => {
    const notification: ScanEvents = { scan, events };
    // With nobody left to tell, the connection's end cancels the scan.
    await notify(scanEventsNotification, notification).catch(() => undefined);
  };
  const batcher = new EventBatcher<ScanEvents['events'][number]>((events) => {
    sent = send(events);
  });
  const listener = (event: ScanEvents['events'][number]) => {
    batcher.add(event);
    // A channel that is full holds the workers back, and so does a disk.
    const written = recording?.record(event);
    return written ? Promise.all([sent, written]).then(() => undefined) : sent;
  };
  try {
    return await runScan(request, { engine, signal, listener, pause, cache: new ResultCache({ libyara }) });
  } finally {
    pauseGates.delete(scan);
    batcher.flush();
    await sent;
  }
};

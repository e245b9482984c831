/** Recorded scans. The database is loaded by the first question, not with the host. */
import type { StoreChoice } from '../../protocol/history.ts';
import type { ScanHistory } from '../../store/scanHistory.ts';
import type { RequestHandler } from '../requestHandler.ts';

async function historyOf(choice: StoreChoice): Promise<ScanHistory> {
  const { openStore } = await import('../keptStores.ts');
  const { ScanHistory } = await import('../../store/scanHistory.ts');
  return new ScanHistory(openStore(choice));
}

export const listHistory: RequestHandler<'listHistory'> = async ({ store }) => {
  const history = await historyOf(store);
  await history.takeUp();
  return await history.list();
};

export const showHistory: RequestHandler<'showHistory'> = async ({ store, scan, from, limit }) => {
  const history = await historyOf(store);
  const record = from === undefined ? await history.find(scan) : undefined;
  return { page: await history.events(scan, { from, limit }), ...(record && { record }) };
};

export const compareHistory: RequestHandler<'compareHistory'> = async ({ store, before, after, kinds, from, limit }) =>
  (await historyOf(store)).compare(before, after, kinds, { from, limit });

export const removeHistory: RequestHandler<'removeHistory'> = async ({ store, scans }) =>
  (await historyOf(store)).remove(scans);

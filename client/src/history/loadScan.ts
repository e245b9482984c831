/** Reads a recorded scan into the form in which the view has scans. */
import * as vscode from 'vscode';
import { storeChoice } from '../resultStore.ts';
import type { ServiceClient } from '../serviceClient.ts';
import { maxRows, ScanResults } from '../views/scanPanel/results.ts';
import type { EarlierScan } from '../scanController.ts';

/** Events in one answer: enough to be quick, few enough to let others in between. */
const pageSize = 2000;

/** `undefined` when there is no such scan any more. @throws as requests do */
export async function loadScan(service: ServiceClient, scan: string): Promise<EarlierScan | undefined> {
  const store = storeChoice();
  const results = new ScanResults();
  const first = await service.request('showHistory', { store, scan, limit: pageSize });
  const { record } = first;
  if (!record) return undefined;
  if (record.started) results.apply([record.started]);
  let { page } = first;
  results.apply(page.events);
  while (page.next !== undefined && results.rows.length < maxRows) {
    ({ page } = await service.request('showHistory', { store, scan, from: page.next, limit: pageSize }));
    results.apply(page.events);
  }
  results.totals.walking = false;
  results.summary = record.summary;
  results.slowest = record.slowest ?? [];
  results.dropped += record.leftOut;
  const uris = (paths: readonly string[]): vscode.Uri[] => paths.map((path) => vscode.Uri.file(path));
  return {
    rules: uris(record.request?.rules.map(({ path }) => path) ?? []),
    targets: uris(record.request?.targets ?? []),
    results,
    isComplete: record.state === 'complete',
  };
}

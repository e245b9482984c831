/** What two scans have found, side by side, as a text that anybody can read, search and copy. */
import type { HistoryChange, HistoryEntry, StoreChoice } from '../../../server/src/protocol/history.ts';
import { visible } from '../display.ts';
import type { ServiceClient } from '../serviceClient.ts';

/** More is not read by anybody; the numbers count all. */
const listed = 50_000;
const pageSize = 5000;

type Named = Pick<HistoryEntry, 'scan'> & {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
};

/** In the form of a diff: `-` is gone, `+` is new. @throws as requests do */
export async function comparison(
  service: Pick<ServiceClient, 'request'>,
  store: StoreChoice,
  before: Named,
  after: Named,
): Promise<string> {
  const scans = { before: before.scan, after: after.scan };
  let page = await service.request('compareHistory', { store, ...scans, limit: pageSize });
  const { counts } = page;
  const changes = [...page.changes];
  while (page.next !== undefined && changes.length < listed) {
    page = await service.request('compareHistory', { store, ...scans, limit: pageSize, from: page.next });
    changes.push(...page.changes);
  }
  const total = counts.new + counts.gone;
  return [
    `--- ${heading(before)}`,
    `+++ ${heading(after)}`,
    `@@ ${counts.new} new, ${counts.gone} gone, ${counts.same} the same @@`,
    ...byFile(changes),
    ...(changes.length < total ? [`… and ${total - changes.length} more`] : []),
    '',
  ].join('\n');
}

function heading({ label, description, detail }: Named): string {
  return visible(`${label} · ${description} · ${detail}`, 1000);
}

/** `changes` are sorted by path. */
function byFile(changes: readonly HistoryChange[]): string[] {
  const lines: string[] = [];
  let path: string | undefined;
  for (const change of changes) {
    if (change.path !== path) lines.push('', `  ${visible(change.path, 4096)}`);
    path = change.path;
    lines.push(`${change.kind === 'new' ? '+' : '-'} ${visible(`${change.namespace}:${change.rule}`)}`);
  }
  return lines;
}

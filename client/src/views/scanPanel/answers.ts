/** What the page asks for about one result: what matched, and the bytes around a match. */
import type { PanelContext, PanelDetails } from '../../../../server/src/protocol/webview.ts';
import { previewBytes } from './bytesPreview.ts';
import { readContext } from './matchContext.ts';
import { panelRule, type ScanResults } from './results.ts';

/** Undefined when there is no such result. */
export function detailsOf(results: ScanResults, result: number): Omit<PanelDetails, 'scan'> | undefined {
  const row = results.rows[result];
  const rule = row && results.rules[row.rule];
  const path = row && results.files[row.file];
  if (row === undefined || rule === undefined || path === undefined) {
    return undefined;
  }
  return {
    result,
    path,
    rule: panelRule(rule),
    meta: rule.meta.map(({ name, value }) => ({ name, value: String(value) })),
    patterns: row.patterns.map((pattern) => ({
      identifier: pattern.identifier,
      count: pattern.matchCount,
      matches: pattern.matches.map(({ offset, length, data, xorKey }) => ({
        offset,
        length,
        preview: previewBytes(data, length).text,
        ...(xorKey !== undefined && { xorKey }),
      })),
    })),
  };
}

/** Never rejects: a file that can't be read is a problem that the answer tells. */
export async function contextOf(results: ScanResults, place: PanelContext['place']): Promise<PanelContext> {
  const row = results.rows[place.result];
  const path = row && results.files[row.file];
  const match = row?.patterns[place.pattern]?.matches[place.match];
  if (path === undefined || match === undefined) {
    return { place, start: 0, bytes: '', problem: 'This match is of an earlier scan.' };
  }
  try {
    const { start, bytes, unchanged } = await readContext(path, match);
    const problem = unchanged ? {} : { problem: 'The file has changed since it was scanned.' };
    return { place, start, bytes: Buffer.from(bytes).toString('hex'), ...problem };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { place, start: 0, bytes: '', problem: `The file can't be read: ${reason}` };
  }
}

/** Recorded scans in words. */
import { basename } from 'node:path';
import { escapeText } from '../../common/escape.ts';
import type { HistoryChange, HistoryEntry } from '../../protocol/history.ts';

/** As much of a scan's name as one needs to name it. */
const shortName = 8;

export function historyLine(entry: HistoryEntry): string {
  const { scan, startedAt, state, summary, rules, targets } = entry;
  const when = startedAt.slice(0, 19).replace('T', ' ');
  const files =
    state === 'incomplete' ? `${summary.matchedFiles} files` : `${summary.matchedFiles} of ${summary.files} files`;
  const what = `${summary.matches} matches in ${files}, ${summary.errors} errors`;
  const where = `${escapeText(basename(rules.first))}${more(rules.count)} → ${escapeText(targets.first)}${more(targets.count)}`;
  return `${escapeText(scan.slice(0, shortName))}  ${escapeText(when)}Z  ${state.padEnd(10)}  ${what}  ${where}`;
}

const signs = { new: '+', gone: '-', same: ' ' } as const;

export function changeLine({ kind, path, namespace, rule }: HistoryChange): string {
  const prefix = namespace === 'default' ? '' : `${escapeText(namespace)}:`;
  return `${signs[kind]} ${prefix}${escapeText(rule)} ${escapeText(path)}`;
}

function more(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : '';
}
